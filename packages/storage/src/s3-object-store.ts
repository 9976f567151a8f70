import type { ListedKey, ObjectStore } from '@landfall/core/ports'
import { createS3Clients, type S3Config } from './config.ts'
import { type Diagnosis, diagnoseStore } from './diagnose.ts'
import { toPortError } from './errors.ts'
import { type CorsRule, ensureBucket, writeCors } from './operations/bucket.ts'
import { copyObject } from './operations/copy-object.ts'
import { deleteObject } from './operations/delete-object.ts'
import { getText } from './operations/get-text.ts'
import { headObject } from './operations/head-object.ts'
import { listKeys, listPage } from './operations/list-keys.ts'
import {
  abortMultipart,
  completeMultipart,
  createMultipart,
  listMultiparts,
  listOpenMultiparts,
  listParts,
  multipartEtag,
  presignPart,
} from './operations/multipart.ts'
import { presignGet, presignPut } from './operations/presign.ts'
import { createTextWriter, putBytesOnce, type StoredBytes } from './operations/put-bytes.ts'
import { createS3Context, type S3Context } from './s3-context.ts'

/**
 * Core's object store over the AWS SDK, and the few things beyond it that starting, probing and sweeping need. Presigning
 * needs no round trip (credentials of the default chain are fetched once, then cached); URLs are for the public endpoint.
 */
export interface S3ObjectStore extends ObjectStore {
  readonly bucket: string
  /** Every key under the prefix. Throws like the port. */
  listKeys(prefix: string): AsyncGenerator<ListedKey>
  /** A small PUT of our own (installation id, probe); replaces what is there. */
  putBytes(key: string, bytes: Uint8Array, contentType: string): Promise<StoredBytes>
  /** Throws `BucketMissingError` when the bucket is not there and must not be created. */
  ensureBucket(opts: { create: boolean }): Promise<'exists' | 'created'>
  /** Replaces the bucket's CORS rules. */
  writeCors(rules: CorsRule[]): Promise<void>
  /** Which setting is wrong, for a message at start. Does not throw for anything that the store or the network does. */
  diagnose(): Promise<Diagnosis>
  /** Closes the kept-alive sockets. */
  close(): void
}

export function createS3ObjectStore(config: S3Config): S3ObjectStore {
  const clients = createS3Clients(config)
  const context = createS3Context(config, clients)
  const signer = { client: clients.public, bucket: config.bucket }
  return {
    bucket: config.bucket,
    presignPut: request => signed(context, () => presignPut(signer, request)),
    presignGet: request => signed(context, () => presignGet(signer, request)),
    head: (key, versionId = null) => headObject(context, { key, versionId }),
    copy: request => copyObject(context, request),
    delete: (key, condition = {}) =>
      deleteObject(context, {
        key,
        versionId: condition.versionId ?? null,
        ifEtag: condition.ifEtag ?? null,
      }),
    list: request => listPage(context, request),
    readText: key => getText(context, key),
    writeText: createTextWriter(context),
    createMultipart: request => createMultipart(context, request),
    presignPart: request => signed(context, () => presignPart(signer, request)),
    listParts: (ref, page) => listParts(context, ref, page),
    completeMultipart: request => completeMultipart(context, request),
    abortMultipart: ref => abortMultipart(context, ref),
    multipartEtag,
    listMultiparts: key => listMultiparts(context, key),
    listOpenMultiparts: request => listOpenMultiparts(context, request),
    checkAccess: () => context.checkAccess(),
    listKeys: prefix => listKeys(context, prefix),
    putBytes: (key, bytes, contentType) => putBytesOnce(context, { key, bytes, contentType }),
    ensureBucket: opts => ensureBucket(context, opts),
    writeCors: rules => writeCors(context, rules),
    diagnose: () => diagnoseStore(context, config),
    close: () => {
      clients.internal.destroy()
      clients.public.destroy()
    },
  }
}

/** Signing is arithmetic, except that the default credential chain may have to ask somebody. */
async function signed<TResult>(context: S3Context, sign: () => Promise<TResult>): Promise<TResult> {
  try {
    return await context.send(sign)
  } catch (error) {
    throw toPortError(error)
  }
}
