import type { DomainError } from '../../domain/errors.ts'
import type { Result } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import type { SettledBy } from '../../domain/upload-state.ts'
import type { Claim } from '../../domain/verify-object.ts'
import type { Settlement } from './settled-answer.ts'

/** What somebody wants of an upload when they enter `settle-upload`. */
export type SettleIntent = ConfirmIntent | { kind: 'cancel'; keepBytes: boolean } | { kind: 'expire' }

export interface ConfirmIntent {
  kind: 'confirm'
  claim: Claim
  settledBy: SettledBy
  /** A large seal may go to a task, and the answer is PROCESSING; not when a task is what is running. */
  mayDefer: boolean
  /** The mark in the store was renewed for this already; else it is before anything expires. */
  isMarkRenewed?: boolean
}

/** One try on one snapshot of an upload. */
export type SettleStep =
  | { kind: 'done'; result: Result<Settlement> }
  /** The snapshot was stale; the newer state where it is known already. */
  | { kind: 'look_again'; upload: UploadRecord | null }
  /** By this process's clock nothing that was begun in time can come any more; the answer where the database's says no. */
  | { kind: 'out_of_time'; refusal: DomainError }

export const done = (result: Result<Settlement>): SettleStep => ({ kind: 'done', result })
export const lookAgain = (upload: UploadRecord | null = null): SettleStep => ({ kind: 'look_again', upload })
