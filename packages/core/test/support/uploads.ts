import { createHash } from 'node:crypto'
import type { TestServices } from '@landfall/core/testing'
import { describeError } from '@landfall/core/trpc'
import { TRPCError } from '@trpc/server'

export const BODY = 'the bytes that were meant'
export const OTHER = 'other bytes, same length!'

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
export const md5 = (text: string) => createHash('md5').update(text).digest('hex')

type CreateFields = Partial<Parameters<TestServices['caller']['uploads']['create']>[0]>

/** Creates an upload through the procedure and gives it back with its signed PUT. */
export async function create(test: TestServices, fields: CreateFields = {}) {
  const upload = await test.caller.uploads.create({
    bucket: test.place.bucketId,
    filename: 'hello.txt',
    content_type: 'text/plain',
    file_size_bytes: BODY.length,
    ...fields,
  })
  const ref = { bucket: test.place.bucketId, upload_id: upload.upload_id }
  const signed = { url: upload.presigned_url ?? '', headers: upload.upload_headers ?? {} }
  return { upload, ref, signed, put: (body: string = BODY) => test.store.put(signed, body) }
}

/** The wire's `error` object of a call that has to be refused. */
export async function refusalOf(call: Promise<unknown>) {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof TRPCError)) throw new Error(`expected a refusal, got ${String(thrown)}`)
  const { status, error, issues } = describeError(thrown, 'req_test')
  return { status, code: error.details.code, retry: error.details.retry, error, issues }
}

export async function quotaOf(test: TestServices) {
  const quota = await test.caller.quotas.get({ scope: 'organization' })
  const { used_bytes, used_objects, reserved_bytes, reserved_objects } = quota
  return { used_bytes, used_objects, reserved_bytes, reserved_objects }
}

export const NOTHING = { used_bytes: 0, used_objects: 0, reserved_bytes: 0, reserved_objects: 0 }
