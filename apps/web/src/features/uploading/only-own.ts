import type { LandfallClient } from '@landfall/client'
import type { QueueClient } from '@landfall/client/queue'
import { codeOf } from '#lib/api-error.ts'

const HIDDEN: ReadonlySet<string> = new Set(['NOT_FOUND', 'FORBIDDEN', 'UNAUTHORIZED'])
const OPEN: ReadonlySet<string> = new Set(['PENDING', 'IN_PROGRESS'])

/** Not there for this session: of somebody else who was signed in here before. */
export const isHidden = (thrown: unknown): boolean => HIDDEN.has(codeOf(thrown))

/**
 * What a browser keeps belongs to whoever was signed in when it was begun. Their files are neither shown to the next
 * person nor touched; nor is offered what was settled elsewhere meanwhile.
 */
export function onlyOwn(client: LandfallClient): QueueClient {
  return {
    ...client,
    resumable: async () => {
      const uploads = await client.resumable()
      const areOpen = await Promise.all(uploads.map(({ uploadId }) => isOpen(client, uploadId)))
      return uploads.filter((_, index) => areOpen[index])
    },
  }
}

/** Where nobody answers it is offered: going on asks again. */
const isOpen = (client: LandfallClient, uploadId: string): Promise<boolean> =>
  client.trpc.uploads.get.query({ upload_id: uploadId }).then(
    ({ status }) => OPEN.has(status),
    thrown => !isHidden(thrown),
  )
