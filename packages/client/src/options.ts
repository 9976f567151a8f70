import type { Fetch } from './api/api-fetch.ts'
import type { Clock } from './clock.ts'
import type { UploadStore } from './pending/upload-store.ts'
import type { UploadProgress } from './state/progress.ts'
import type { UploadState } from './state/upload-state.ts'
import type { FetchToken } from './token/token-keeper.ts'

/** Options of `createLandfallClient`. */
export interface LandfallClientOptions {
  /** Base URL of the API, such as `http://localhost:4000`. */
  url: string
  /** Where tRPC is mounted. Default: `{url}/trpc`. A dashboard on the same origin passes its own `/api/trpc`. */
  trpcUrl?: string | undefined
  /** A secret `sk_...` key. For back ends only: in a page it belongs to every visitor. */
  apiKey?: string | undefined
  /**
   * An upload token, or a function that fetches one: when the first is needed, shortly before it ends, and when the API
   * says that it is over. Instead of `apiKey`.
   */
  token?: string | FetchToken | undefined
  /** Id or name of the namespace. Default: the credential's own. */
  namespace?: string | undefined
  /** Default: `globalThis.fetch`. */
  fetch?: Fetch | undefined
  /** Default: real time. */
  clock?: Clock | undefined
  /** How long one request to the API may take, in milliseconds. Default 60,000. Uploads themselves have no such limit. */
  requestTimeoutMs?: number | undefined
  /** Larger files are sent in parts. Default 64 MiB; at most 5 GiB, which is what one PUT takes. */
  multipartThresholdBytes?: number | undefined
  /** A wish, 8 MiB or more. Default: by the file's size. */
  partSizeBytes?: number | undefined
  /**
   * Where uploads in progress are kept, so that another page or process can go on with them: `true` is IndexedDB in a
   * browser and a folder for the state of programs in Node, a text is another folder (Node), and anything else that
   * keeps small JSON will do. Default: `true` in a browser, `false` in Node.
   */
  resume?: boolean | string | UploadStore | undefined
  /**
   * Whose uploads `resume` keeps, where several people use the same browser or folder: one account neither sees nor
   * finishes what another one left. Any text that is no secret, or a function that is asked each time; while that fails
   * nothing is kept and nothing found. Default: whoever comes is the same.
   */
  account?: string | (() => string | Promise<string>) | undefined
  /** For demos on your own machine: allows a key in a browser. */
  dangerouslyAllowApiKeyInBrowser?: boolean | undefined
}

/** Options of sending an open upload again; its name, type and metadata stay what they are. */
export type SendAgainOptions = Pick<
  UploadOptions,
  'bucket' | 'fileSizeBytes' | 'expiresInSeconds' | 'checksum' | 'onProgress' | 'onState' | 'signal'
>

/** Options of one upload. */
export interface UploadOptions {
  /** Id or name of the bucket. */
  bucket: string
  /** Default: the name of the File or of the path, else `file`. */
  filename?: string | undefined
  /** MIME type. Default: the type of the File, or by the extension, else `application/octet-stream`. */
  contentType?: string | undefined
  /** The length of a stream in bytes, where it is known: then the server can refuse it before it is read. */
  fileSizeBytes?: number | undefined
  /** Kept on the upload's record. */
  metadata?: Record<string, unknown> | undefined
  /** Given to the object that the upload becomes. */
  objectMetadata?: Record<string, unknown> | undefined
  /** Whose file it is; a quota scope of its own within the bucket. */
  owner?: string | undefined
  /** `false`: no object is made at confirm; the upload waits to be named by one. Default `true`. */
  createObject?: boolean | undefined
  blobProperty?: string | undefined
  blobType?: string | undefined
  /** Default `true`: bytes that are stored already may be answered instead of being stored again. */
  skipDuplicates?: boolean | undefined
  /** Life of the presigned URL in seconds, 60 to 86,400. Default 3,600. */
  expiresInSeconds?: number | undefined
  /**
   * `sha256` (default): hashed before it is sent and signed into the request, so that the store itself refuses other
   * bytes. A stream is hashed while it is sent, and of what is sent in parts the CRC-64/NVME is computed meanwhile and
   * compared at confirm. `none`: size and ETag only. `{ sha256 }`: a digest that is known already, in lower-case hex.
   */
  checksum?: 'sha256' | 'none' | { sha256: string } | undefined
  /** At most ten times a second, and at every change of phase. */
  onProgress?: ((progress: UploadProgress) => void) | undefined
  /** At every change of phase. */
  onState?: ((state: UploadState) => void) | undefined
  /** Aborting stops the transfer and cancels the upload on the server, or what `afterAbort` says. */
  signal?: AbortSignal | undefined
  /**
   * `cancel` (default): an abort cancels the upload on the server. `keep`: it stays open where it can be gone on with (in
   * parts, or only its confirm is missing; and the client has `resume`), and the `ABORTED` error has `details.is_kept`.
   */
  afterAbort?: 'cancel' | 'keep' | undefined
}
