import type { Answer, Api, Call } from './start-api.ts'
import { BYTES, completeUpload } from './uploads.ts'

export const OBJECTS = '/v1/buckets/uploads/objects'

export const createObject = (api: Api, json: object, call: Call = {}): Promise<Answer> =>
  api.call('POST', OBJECTS, { json, ...call })

/** The id of an upload that is COMPLETED and made no object. */
export async function looseUpload(api: Api, bytes: Uint8Array = BYTES): Promise<string> {
  const { upload } = await completeUpload(api, { create_object_on_confirm: false }, bytes)
  return upload.upload_id
}

/** A bucket whose objects are told apart by `sku`. */
export async function createStock(api: Api): Promise<void> {
  const bucket_schema = {
    properties: { sku: { type: 'string', required: true }, doc: { type: 'text' }, n: { type: 'integer' } },
  }
  const json = { bucket_name: 'stock', bucket_schema, unique_key: { fields: ['sku'] } }
  await api.call('POST', '/v1/buckets', { json })
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64')
