import { MAX_MULTIPART_SECONDS } from '@landfall/core/wire/limits'
import type { PendingUpload, UploadStore } from './upload-store.ts'

/**
 * The uploads of one client that are not settled. Nothing here ever fails an upload: what cannot be kept is not kept. An
 * upload that this client is sending right now is not pending.
 */
export interface PendingUploads {
  readonly scope: string
  /** Whether anything is kept at all. */
  readonly isKept: boolean
  /** Resolves with whether it could be kept. */
  save(upload: PendingUpload): Promise<boolean>
  remove(uploadId: string): Promise<void>
  list(): Promise<PendingUpload[]>
  /** From now on this client is at it; call what it returns when it no longer is. */
  hold(uploadId: string): () => void
}

/** The server does not keep one open for longer. */
const LONGEST_MS = MAX_MULTIPART_SECONDS * 1000

export function createPendingUploads(store: UploadStore | null, scope: string): PendingUploads {
  const held = new Set<string>()
  const remove = async (uploadId: string) => {
    await store?.remove(uploadId).catch(() => undefined)
  }
  return {
    scope,
    isKept: store !== null,
    save: async upload => {
      try {
        await store?.save(upload)
        return store !== null
      } catch {
        return false
      }
    },
    remove,
    list: async () => {
      const kept = (await store?.list().catch(() => [])) ?? []
      const isOld = ({ startedAt }: PendingUpload) => !(Date.now() - Date.parse(startedAt) <= LONGEST_MS)
      for (const { uploadId } of kept.filter(isOld)) await remove(uploadId)
      return kept.filter(upload => upload.scope === scope && !isOld(upload) && !held.has(upload.uploadId))
    },
    hold: uploadId => {
      held.add(uploadId)
      return () => void held.delete(uploadId)
    },
  }
}
