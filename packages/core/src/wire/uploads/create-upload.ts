import { z } from 'zod'
import { byteCount, withDefault } from '../common.ts'
import {
  DEFAULT_EXPIRATION_SECONDS,
  MAX_BATCH_ITEMS,
  MAX_EXPIRATION_SECONDS,
  MIN_EXPIRATION_SECONDS,
} from '../limits.ts'
import { contentTypeText, filenameText, identifier, jsonObject, nameText } from '../text.ts'
import { agreeOnDigest, digestFields } from './claims.ts'
import { uploadResponse } from './upload-response.ts'

/** Life of a presigned URL in seconds. */
export const expirationSeconds = z.int().min(MIN_EXPIRATION_SECONDS).max(MAX_EXPIRATION_SECONDS)

/** `CreateUploadRequest` of the contract, CONTRACT 4.1, with the additions of 0.20. */
export const createUploadFields = {
  filename: filenameText,
  /** Part of the signature: the PUT has to send exactly this. */
  content_type: contentTypeText,
  /** Checked against limits and quota now and against the store at confirm. Without it only an object is reserved. */
  file_size_bytes: byteCount.nullish(),
  presigned_url_expiration: withDefault(expirationSeconds, DEFAULT_EXPIRATION_SECONDS),
  metadata: jsonObject.nullish(),
  create_object_on_confirm: withDefault(z.boolean(), true),
  object_metadata: jsonObject.nullish(),
  /** Default: the file's name without its extension. */
  blob_property: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[a-zA-Z0-9_]+$/)
    .nullish(),
  /** Any case; answered in upper case. Default: from the MIME type. */
  blob_type: z
    .string()
    .min(1)
    .max(32)
    .regex(/^[a-zA-Z]+$/)
    .nullish(),
  ...digestFields,
  skip_duplicates: withDefault(z.boolean(), true),
  /** Whose file it is; a quota scope of its own within the bucket. */
  owner: nameText.nullish(),
  /** "I will send the `upload_headers` you return": lets the store itself refuse a second PUT. */
  sends_headers: withDefault(z.boolean(), false),
  /**
   * Only with this is an upload sent in parts: its answer has no `presigned_url`, and `parts/sign` gives one for each
   * part. `part_size_bytes` is a wish, 8 MiB to 5 GiB, that grows where the file would need more than 10,000 parts.
   */
  multipart: z.object({ part_size_bytes: byteCount.nullish() }).nullish(),
}

export const createUploadInput = z
  .object({ bucket: identifier, ...createUploadFields })
  .superRefine(agreeOnDigest)

/** `BatchUploadRequest`: shared members are merged into each item, whose own win. CONTRACT 4.1. */
export const createUploadsInput = z.object({
  bucket: identifier,
  uploads: z.array(z.object(createUploadFields).superRefine(agreeOnDigest)).min(1).max(MAX_BATCH_ITEMS),
  shared_metadata: jsonObject.nullish(),
  shared_object_metadata: jsonObject.nullish(),
})

/** One per item, in the order of the request. */
export const createUploadsResponse = z.object({ uploads: z.array(uploadResponse), total: z.int() })

export type CreateUploadInput = z.input<typeof createUploadInput>
export type CreateUploadFields = z.output<ReturnType<typeof z.object<typeof createUploadFields>>>
export type CreateUploadsInput = z.input<typeof createUploadsInput>
