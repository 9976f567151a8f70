import { CAPABLE } from '@landfall/core/testing'
import { STORES, type StoreName } from '@landfall/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { confirmUnchanged, quotaOf } from './support/stored-state.ts'
import {
  BYTES,
  completeUpload,
  confirm,
  createUpload,
  getUpload,
  md5Hex,
  OTHER_BYTES,
  put,
  sha256Hex,
} from './support/uploads.ts'

/**
 * The promises of an upload on every store that the embedded one can play. What differs is how they are kept: which
 * guard the probe allows, and whether a digest can be compared; what may be read afterwards never does.
 */
let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const NO_CONDITIONAL_PUT = { conditionalPut: false, conditionalComplete: false } as const
const NO_SHA256 = { verifiesChecksum: false, copyComputesSha256: false } as const

/** What the probe has to find missing. */
const LACKS: Record<StoreName, Record<string, false>> = {
  aws: {},
  b2: NO_CONDITIONAL_PUT,
  ceph: {},
  garage: NO_CONDITIONAL_PUT,
  gcs: { ...NO_CONDITIONAL_PUT, ...NO_SHA256 },
  minio: {},
  r2: {},
  rustfs: {},
  seaweedfs: {},
  'storagegrid-ignoring': { ...NO_CONDITIONAL_PUT, ...NO_SHA256 },
  'storagegrid-refusing': { ...NO_CONDITIONAL_PUT, ...NO_SHA256 },
  supabase: { ...NO_CONDITIONAL_PUT, ...NO_SHA256 },
  tigris: {},
}

describe.each(STORES.map(names => ({ names, title: names.join(', ') })))(
  'on a store that does as $title',
  ({ names }) => {
    const [name = 'aws'] = names

    beforeAll(async () => {
      await api.store.stop()
      await api.store.start(name)
      await api.runtime.services.storeProfile.invalidate()
      await api.runtime.ensureProbed()
    })

    it('the probe finds out what the store does', async () => {
      const found = await api.runtime.services.storeProfile.current()
      for (const each of names) expect(found).toEqual({ ...CAPABLE, ...LACKS[each] })
    })

    describe.each([
      ['sends the headers it is given', { sends_headers: true }],
      ['knows only the contract', {}],
    ])('for a client that %s', (_, client) => {
      const isConditional = 'sends_headers' in client && !('conditionalPut' in LACKS[name])
      const guard = isConditional ? 'CONDITIONAL' : 'SEALED'

      async function readAll(uploadId: string, objectId: string): Promise<string[]> {
        const upload = await getUpload(api, uploadId, '?return_presigned_urls=true')
        const content = await api.call('GET', `/v1/objects/${objectId}/content`)
        const urls = [upload.body.presigned_url, content.headers.get('location')]
        return Promise.all(urls.map(async url => (await fetch(url)).text()))
      }

      it(`a file becomes an object (${guard}), and its URL used again changes nothing`, async () => {
        const { upload, confirmed } = await completeUpload(api, { ...client, file_size_bytes: BYTES.length })
        const meant = Array(2).fill(new TextDecoder().decode(BYTES))
        expect([upload.guard, confirmed.status, confirmed.etag]).toEqual([guard, 'COMPLETED', md5Hex(BYTES)])
        expect(await readAll(upload.upload_id, confirmed.object_id)).toEqual(meant)

        expect((await put(upload, Uint8Array.from(BYTES).reverse())).status).toBe(isConditional ? 412 : 200)
        expect(await readAll(upload.upload_id, confirmed.object_id)).toEqual(meant)
        expect((await confirm(api, upload.upload_id)).body).toEqual(confirmed)
      })

      it('a wrong claim is refused and changes nothing, a right one is taken', async () => {
        const upload = await createUpload(api, client)
        expect((await confirmUnchanged(api, upload.upload_id)).body.error.details.code).toBe(
          'OBJECT_NOT_IN_STORAGE',
        )
        await put(upload)
        for (const [claim, code] of [
          [{ etag: md5Hex(OTHER_BYTES) }, 'ETAG_MISMATCH'],
          [{ file_size_bytes: BYTES.length + 1 }, 'SIZE_MISMATCH'],
        ] as const) {
          const answer = await confirm(api, upload.upload_id, claim)
          expect([answer.status, answer.body.error.details.code]).toEqual([400, code])
          expect((await getUpload(api, upload.upload_id)).body).toMatchObject({
            status: 'PENDING',
            object_id: null,
          })
        }
        const claim = { etag: md5Hex(BYTES), file_size_bytes: BYTES.length }
        expect((await confirm(api, upload.upload_id, claim)).body.status).toBe('COMPLETED')
      })

      it('a declared digest is compared where the store shows one, and the receipt says so where not', async () => {
        const { confirmed } = await completeUpload(api, { ...client, file_hash: sha256Hex(BYTES) })
        const canCompare = !('verifiesChecksum' in LACKS[name])
        expect(confirmed.receipt.checksum).toBe(canCompare ? 'matched' : 'unavailable')
      })

      it('confirms at once make one object and one charge', async () => {
        const before = await quotaOf(api, 'bucket')
        const upload = await createUpload(api, { ...client, file_size_bytes: BYTES.length })
        await put(upload)
        const answers = await Promise.all(Array.from({ length: 8 }, () => confirm(api, upload.upload_id)))

        expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
        expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
        const objects = await api.database.sql('SELECT id FROM object WHERE upload_id = $1', [
          upload.upload_id,
        ])
        expect(objects).toEqual([{ id: answers[0]?.body.object_id }])
        expect(await quotaOf(api, 'bucket')).toEqual({
          ...before,
          used_bytes: before.used_bytes + BYTES.length,
          used_objects: before.used_objects + 1,
        })
      })
    })
  },
)
