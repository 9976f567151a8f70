import { createHash } from 'node:crypto'
import { InfrastructureError } from '@landfall/core/domain'
import type { ServiceDeps } from '@landfall/core/services'
import { describeError } from '@landfall/core/trpc'
import { TRPCError } from '@trpc/server'
import type { Answer } from './ops.ts'

/** What a client holds of one attempt. */
export type Signed = { url: string; headers: Record<string, string> }

/** The same key signed once more is another URL. */
export const keyOf = ({ url }: Signed) => new URL(url).pathname

export const md5 = (text: string | Buffer) => createHash('md5').update(text).digest('hex')
/** Of one part. */
export const partsEtag = (text: string) => `${md5(Buffer.from(md5(text), 'hex'))}-1`

/** Every write of these is done, and the caller told that the database did not answer. */
export function losingAnswers(uploads: ServiceDeps['uploads']): ServiceDeps['uploads'] {
  const lose = async (work: Promise<unknown>): Promise<never> => {
    await work
    throw new InfrastructureError('DATABASE_UNAVAILABLE', new RangeError('the answer was lost'))
  }
  return {
    ...uploads,
    reserve: upload => lose(uploads.reserve(upload)),
    renew: request => lose(uploads.renew(request)),
    finish: request => lose(uploads.finish(request)),
  }
}

export const signedOf = (upload: {
  presigned_url?: string | null | undefined
  upload_headers?: Record<string, string> | null | undefined
}): Signed => ({ url: upload.presigned_url ?? '', headers: upload.upload_headers ?? {} })

export function codeOf(error: unknown): Answer {
  if (!(error instanceof TRPCError)) throw error
  return describeError(error, 'model').error.details.code
}
