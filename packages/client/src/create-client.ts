import { MAX_SINGLE_PUT_BYTES } from '@landfall/core/wire/limits'
import type { Fetch } from './api/api-fetch.ts'
import { createTrpc, type LandfallTrpc, type UploadResponse } from './api/create-trpc.ts'
import { systemClock } from './clock.ts'
import { LandfallError } from './errors/landfall-error.ts'
import type { LandfallClientOptions, SendAgainOptions, UploadOptions } from './options.ts'
import { type FinishOptions, finishPending } from './pending/finish-pending.ts'
import type { FinishedUpload } from './pending/finished-upload.ts'
import { createPendingUploads } from './pending/pending-uploads.ts'
import { forgetPending, goesOn, listResumable, type ResumableUpload } from './pending/resumable.ts'
import type { UploadStore } from './pending/upload-store.ts'
import type { Platform } from './platform/platform.ts'
import type { UploadInput } from './source/source.ts'
import { type Credential, fixedCredential } from './token/credential.ts'
import { keepToken } from './token/token-keeper.ts'
import { type Upload, upload } from './upload/upload.ts'
import type { UploadSettings } from './upload/upload-job.ts'
import { type WaitOptions, waitForUpload } from './upload/wait-for-upload.ts'

export interface LandfallClient {
  /**
   * Sends the bytes straight to the store and resolves once Landfall has verified what arrived. Rejects with a
   * `LandfallError`; what can be put right by trying again was tried by then.
   */
  upload(input: UploadInput, options: UploadOptions): Upload
  /**
   * Sends the bytes of an upload that is open already: the next attempt, with a key and URL of its own; what came before
   * is deleted. Size and checksum may be others than at first. Rejects with `RENEWAL_ENDED` 24 hours after the upload was
   * created; an upload that was settled meanwhile resolves if it was with these bytes.
   */
  sendAgain(uploadId: string, input: UploadInput, options: SendAgainOptions): Upload
  /**
   * Resolves with the upload once it is final, whoever settled it: its client, the store's event, the sweep. For a back
   * end that gave the URL away. Survives a restart of the API. Rejects with a `LandfallError`, or `ABORTED`.
   */
  wait(uploadId: string, options?: WaitOptions): Promise<UploadResponse>
  /** Uploads of earlier pages or processes whose bytes are not all there: upload the same file again, and it goes on. */
  resumable(): Promise<ResumableUpload[]>
  /** Whether uploading its file again goes on with this one, also if only its confirm is missing. */
  goesOn(uploadId: string): Promise<boolean>
  /**
   * Asks for the end of uploads whose bytes were all sent before, and whose confirm nobody heard the answer of. Needs no
   * file, and never rejects; call it when the page or process starts. Aborting leaves the rest for another time. Those
   * that the server hides from this credential stay as they are, and are not told.
   */
  finishPending(options?: FinishOptions): Promise<FinishedUpload[]>
  /** Cancels an upload of an earlier page or process; what the server hides from this credential stays. */
  forget(uploadId: string): Promise<void>
  /** Every procedure of the API. Its errors are tRPC's; `toLandfallError` makes them readable. */
  readonly trpc: LandfallTrpc
}

const DEFAULT_TIMEOUT_MS = 60_000
/** Below this one PUT is as fast as parts, and its digest can be signed. */
const MULTIPART_THRESHOLD_BYTES = 64 * 1024 ** 2

/** @internal Both entries come here with their platform. */
export function createClient(platform: Platform, options: LandfallClientOptions): LandfallClient {
  refuseUnsafe(platform, options)
  const requestTimeoutMs = options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS
  const trpcUrl = options.trpcUrl ?? `${options.url.replace(/\/+$/, '')}/trpc`
  const trpc = createTrpc({
    trpcUrl,
    credential: credentialOf(platform, options),
    namespace: options.namespace ?? null,
    fetch: options.fetch ?? globalFetch,
    requestTimeoutMs,
  })
  const deps = {
    trpc,
    platform,
    clock: options.clock ?? systemClock,
    random: Math.random,
    settings: settingsOf(options),
    pending: createPendingUploads(
      storeOf(platform, options),
      `${trpcUrl} ${options.namespace ?? ''}`,
      options.account,
    ),
  }
  return {
    trpc,
    upload: (input, uploadOptions) => upload(deps, input, { ...uploadOptions, renews: null }),
    wait: (uploadId, waitOptions) => waitForUpload(deps, uploadId, { ...waitOptions, requestTimeoutMs }),
    sendAgain: (uploadId, input, again) => upload(deps, input, { ...again, renews: uploadId }),
    resumable: () => listResumable(deps.pending),
    goesOn: uploadId => goesOn(deps.pending, uploadId),
    finishPending: finishOptions => finishPending(deps, finishOptions),
    forget: uploadId => forgetPending(deps, uploadId),
  }
}

/** Looked up at each call, so that whoever wraps the global one later (tracing, tests) is not bypassed. */
export const globalFetch: Fetch = (input, init) => globalThis.fetch(input, init)

function credentialOf(platform: Platform, options: LandfallClientOptions): Credential {
  const { apiKey, token, clock = systemClock } = options
  const refuse = (secret: string) => {
    if (secret.startsWith('sk_')) refuseKeyInPage(platform, options)
  }
  if (typeof token === 'function') return keepToken({ fetchToken: token, clock, refuse })
  if (token !== undefined) refuse(token)
  return fixedCredential(apiKey ?? token ?? null)
}

function settingsOf({ multipartThresholdBytes, partSizeBytes }: LandfallClientOptions): UploadSettings {
  const threshold = multipartThresholdBytes ?? MULTIPART_THRESHOLD_BYTES
  return {
    multipartThresholdBytes: Math.min(threshold, MAX_SINGLE_PUT_BYTES),
    partSizeBytes: partSizeBytes ?? null,
  }
}

function storeOf(
  platform: Platform,
  { resume = platform.isBrowser }: LandfallClientOptions,
): UploadStore | null {
  if (typeof resume === 'object') return resume
  return resume === false ? null : platform.openStore(typeof resume === 'string' ? resume : null)
}

function refuseUnsafe(platform: Platform, options: LandfallClientOptions): void {
  if (options.apiKey !== undefined && options.token !== undefined) {
    throw new LandfallError({ code: 'INVALID_OPTIONS', message: 'Give `apiKey` or `token`, not both' })
  }
  if (options.apiKey !== undefined) refuseKeyInPage(platform, options)
}

/** Refused, not warned of: a warning in a console is read when the key has been everybody's for months. */
function refuseKeyInPage(platform: Platform, options: LandfallClientOptions): void {
  if (!platform.isBrowser || options.dangerouslyAllowApiKeyInBrowser) return
  throw new LandfallError({
    code: 'INVALID_OPTIONS',
    message:
      'An API key in a page belongs to every visitor: keep it in your back end, and give the page upload tokens ' +
      '(`token`). For a demo on your own machine, set dangerouslyAllowApiKeyInBrowser',
  })
}
