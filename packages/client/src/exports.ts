export type { Fetch } from './api/api-fetch.ts'
export type {
  ConfirmUploadResponse,
  LandfallTrpc,
  Receipt,
  UploadResponse,
} from './api/create-trpc.ts'
export type { Clock } from './clock.ts'
export type { LandfallClient } from './create-client.ts'
export {
  type ClientErrorCode,
  LandfallError,
  type LandfallErrorCode,
  type Retry,
  type WireErrorCode,
} from './errors/landfall-error.ts'
export { toLandfallError } from './errors/to-landfall-error.ts'
export type { LandfallClientOptions, SendAgainOptions, UploadOptions } from './options.ts'
export type { FinishOptions } from './pending/finish-pending.ts'
export type { FinishedUpload } from './pending/finished-upload.ts'
export { createMemoryStore } from './pending/memory-store.ts'
export type { ResumableUpload } from './pending/resumable.ts'
export type { PendingUpload, UploadStore } from './pending/upload-store.ts'
export type { UploadInput } from './source/source.ts'
export type { UploadProgress } from './state/progress.ts'
export { isFinal, type UploadPhase, type UploadState } from './state/upload-state.ts'
export { fetchToken } from './token/fetch-token.ts'
export type { FetchToken } from './token/token-keeper.ts'
export type { Upload } from './upload/upload.ts'
export type { UploadAttempts, UploadResult } from './upload/upload-result.ts'
export type { WaitOptions } from './upload/wait-for-upload.ts'
