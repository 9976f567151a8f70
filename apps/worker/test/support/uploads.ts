import { createCaller } from '@landfall/core/trpc'
import type { TestInstallation } from '@landfall/runtime/testing'

/** What a client does, without HTTP between: the worker does not care who asked. */
export type Caller = ReturnType<typeof createCaller>

export const BYTES = new TextEncoder().encode('bytes that take a while to copy')

export async function callerOf(
  { runtime, tenant }: TestInstallation,
  as: { isOperator?: boolean } = {},
): Promise<Caller> {
  const { services } = runtime
  const found = await services.tenants.authenticate(services.secrets.hash(tenant.apiKey), null)
  if (found.outcome !== 'actor') throw new Error(`The test's own key is ${found.outcome}`)
  return createCaller({ services, actor: { ...found.actor, ...as }, requestId: 'test' })
}

export async function storeUpload(caller: Caller, fields: object = {}) {
  const upload = await caller.uploads.create({
    bucket: 'uploads',
    filename: 'a.bin',
    content_type: 'application/octet-stream',
    file_size_bytes: BYTES.length,
    // Each test wants bytes of its own.
    skip_duplicates: false,
    ...fields,
  })
  const answer = await putBytes(upload)
  if (answer.status !== 200) throw new Error(`PUT answered ${answer.status}`)
  return { ...upload, ref: { bucket: 'uploads', upload_id: upload.upload_id } }
}

export function putBytes(upload: {
  presigned_url: string | null
  upload_headers: Record<string, string> | null
}) {
  return fetch(upload.presigned_url ?? '', {
    method: 'PUT',
    headers: upload.upload_headers ?? {},
    body: BYTES,
  })
}
