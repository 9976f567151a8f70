import type { ObjectStore, PresignPut, SignedPut } from '../../../ports/object-store.ts'
import { testIds } from '../../ids.ts'
import type { GetAnswer, PutAnswer } from '../../store/presigned.ts'

/** A store and a client of its presigned URLs. One harness serves a whole suite; every test takes keys of its own. */
export interface ObjectStoreHarness {
  store: ObjectStore
  /** A plain PUT; `headers` default to `signed.headers`. `etag` of the answer without quotes. */
  put(signed: SignedPut, body: Uint8Array, headers?: Record<string, string>): Promise<PutAnswer>
  /** Header names in lower case. */
  get(url: string): Promise<GetAnswer>
  /** Lets that much time pass for the store: by its clock, or by waiting. */
  elapse(seconds: number): Promise<void>
  close(): Promise<void>
}

export type MakeObjectStoreHarness = () => Promise<ObjectStoreHarness>

export const textBytes = (text: string) => new TextEncoder().encode(text)

export const HELLO = textBytes('hello, landfall')

/** Signs for any client: content type only. */
export function newPresignPut(fields: Partial<PresignPut> = {}): PresignPut {
  return {
    key: newKey(),
    expiresInSeconds: 60,
    contentType: 'text/plain',
    contentLengthBytes: null,
    ifNoneMatch: false,
    checksum: null,
    ...fields,
  }
}

/** Not counted by `testIds`, whose numbers start again in every process while a real bucket stays. */
export function newKey(): string {
  return `contract/${crypto.randomUUID()}/${testIds.random(4)}.txt`
}

/** Puts bytes by way of a presigned URL and answers the key. */
export async function putBytes(
  { store, put }: ObjectStoreHarness,
  body: Uint8Array,
  fields: Partial<PresignPut> = {},
): Promise<{ key: string; etag: string }> {
  const request = newPresignPut(fields)
  const { status, etag } = await put(await store.presignPut(request), body)
  if (status !== 200 || etag === null) throw new RangeError(`putBytes: the store answered ${status}`)
  return { key: request.key, etag }
}
