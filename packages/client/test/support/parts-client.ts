import { randomBytes } from 'node:crypto'
import type { LandfallClientOptions, UploadStore } from '../../src/node.ts'
import type { TestApi } from './test-api.ts'
import { connectClient } from './test-client.ts'

/** 24 parts and a half one. */
export const PART_BYTES = 10
export const PARTS = 25
export const BYTES = randomBytes(245)

/** Sends in parts whatever has more than 100 bytes. */
export const connectPartsClient = (
  api: TestApi,
  resume: UploadStore | false = false,
  options: Partial<LandfallClientOptions> = {},
) => connectClient(api, { multipartThresholdBytes: 100, partSizeBytes: PART_BYTES, resume, ...options })

export const countOf = (api: TestApi, name: string) => api.calls.filter(call => call === name).length

/** The bytes that an upload has become. */
export async function storedBytes(api: TestApi, uploadId: string): Promise<Buffer> {
  const asked = { upload_id: uploadId, return_presigned_urls: true }
  const { presigned_url: url } = await api.services.caller.uploads.get(asked)
  const { body } = await api.services.store.get(url ?? '')
  return Buffer.from(body)
}
