import { MAX_MULTIPART_SECONDS } from '@landfall/core/wire/limits'
import type { LandfallClientOptions } from '../options.ts'
import type { FinishedUpload } from './finished-upload.ts'
import type { PendingUpload, UploadStore } from './upload-store.ts'

/** A confirm that is being asked for again, and what will have become of it. */
export interface Finishing {
  readonly upload: PendingUpload
  /** `null`: it was given up meanwhile. */
  readonly outcome: Promise<FinishedUpload | null>
  /** Whoever cancels it waits for no answer. */
  giveUp(): void
}

/**
 * The uploads of one client that are not settled. Nothing here ever fails an upload: what cannot be kept is not kept. An
 * upload that this client is sending right now is not pending.
 */
export interface PendingUploads {
  readonly scope: string
  /** Whatever is listed is of the account of now: what the server hides from it is over. */
  readonly isOfAccount: boolean
  /** Whether anything is kept at all. */
  readonly isKept: boolean
  /** Resolves with whether it could be kept. */
  save(upload: PendingUpload): Promise<boolean>
  remove(uploadId: string): Promise<void>
  list(): Promise<PendingUpload[]>
  /** From now on this client is at it; call what it returns when it no longer is. Several may be. */
  hold(uploadId: string): () => void
  isHeld(uploadId: string): boolean
  /** By upload id: whoever wants the same meanwhile waits for the same answer. */
  readonly finishing: Map<string, Finishing>
}

/** The server does not keep one open for longer. */
const LONGEST_MS = MAX_MULTIPART_SECONDS * 1000

type Account = LandfallClientOptions['account']

export function createPendingUploads(
  store: UploadStore | null,
  scope: string,
  account?: Account,
): PendingUploads {
  const held = new Map<string, number>()
  const remove = async (uploadId: string) => {
    await store?.remove(uploadId).catch(() => undefined)
  }
  return {
    scope,
    isOfAccount: account !== undefined,
    isKept: store !== null,
    save: async upload => {
      try {
        await store?.save({ ...upload, ...(await nameOf(account)) })
        return store !== null
      } catch {
        return false
      }
    },
    remove,
    list: async () => {
      const kept = (await store?.list().catch(() => [])) ?? []
      const now = kept.length > 0 && (await nameOf(account).catch(() => null))
      if (!now) return []
      const isOld = ({ startedAt }: PendingUpload) => !(Date.now() - Date.parse(startedAt) <= LONGEST_MS)
      for (const { uploadId } of kept.filter(isOld)) await remove(uploadId)
      const isOurs = (upload: PendingUpload) => upload.scope === scope && upload.account === now.account
      return kept.filter(upload => isOurs(upload) && !isOld(upload) && !held.has(upload.uploadId))
    },
    hold: uploadId => {
      held.set(uploadId, (held.get(uploadId) ?? 0) + 1)
      let isMine = true
      return () => {
        if (!isMine) return
        isMine = false
        const left = (held.get(uploadId) ?? 1) - 1
        if (left > 0) held.set(uploadId, left)
        else held.delete(uploadId)
      }
    },
    isHeld: uploadId => held.has(uploadId),
    finishing: new Map(),
  }
}

const nameOf = async (account: Account): Promise<{ account?: string }> =>
  account === undefined ? {} : { account: typeof account === 'function' ? await account() : account }
