import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLandfallClient, type LandfallClient, type LandfallClientOptions } from '@landfall/client'
import { type Api, startApi } from './start-api.ts'

/** As small as a store takes them. */
export const PART_BYTES = 5 * 1024 ** 2
export const PARTS = 3
export const BYTES = randomBytes(2 * PART_BYTES + 1234)
export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
export const SHA256 = sha256(BYTES)
/** For faults of the store. */
export const UPLOAD_PART = ['UploadPart']

/** Waits of retries take no time; how long they are is shown in the client's own tests. */
export const hurried = {
  now: () => performance.now(),
  sleep: () => new Promise<void>(done => setTimeout(done, 5)),
}

/** An installation with a file of three parts, and clients that send whatever is larger than one in parts. */
export interface PartsInstallation extends AsyncDisposable {
  api: Api
  dir: string
  /** Of a file with `BYTES`. */
  path: string
  optionsOf(more?: Partial<LandfallClientOptions>): LandfallClientOptions
  connect(more?: Partial<LandfallClientOptions>): LandfallClient
  /** Sends `path`. */
  upload(more?: Partial<LandfallClientOptions>): ReturnType<LandfallClient['upload']>
  storedSha256(uploadId: string): Promise<string>
  /** Nothing fails any more. */
  heal(): void
}

export async function startPartsInstallation(): Promise<PartsInstallation> {
  const api = await startApi({ settings: { MIN_PART_BYTES: String(PART_BYTES) } })
  await api.runtime.ensureProbed()
  const dir = await mkdtemp(join(tmpdir(), 'landfall-parts-'))
  const path = join(dir, 'film.mov')
  await writeFile(path, BYTES)

  const optionsOf = (more: Partial<LandfallClientOptions> = {}) => ({
    url: api.url,
    apiKey: api.tenant.apiKey,
    multipartThresholdBytes: PART_BYTES,
    partSizeBytes: PART_BYTES,
    ...more,
  })
  const connect = (more: Partial<LandfallClientOptions> = {}) =>
    createLandfallClient(optionsOf({ clock: hurried, ...more }))
  return {
    api,
    dir,
    path,
    optionsOf,
    connect,
    upload: more => connect(more).upload({ path }, { bucket: api.tenant.bucket }),
    storedSha256: async uploadId => {
      const asked = { upload_id: uploadId, return_presigned_urls: true }
      const { presigned_url: url } = await connect().trpc.uploads.get.query(asked)
      return sha256(new Uint8Array(await (await fetch(url ?? '')).arrayBuffer()))
    },
    heal: () => {
      api.faultyStore.heal()
      api.faultyStore.before = null
      api.store.faults.clear()
    },
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      await rm(dir, { recursive: true })
    },
  }
}
