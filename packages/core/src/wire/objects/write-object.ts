import { z } from 'zod'
import { BUCKET_FIELD_TYPES } from '../buckets/bucket-schema.ts'
import { MAX_BATCH_ITEMS, MAX_BLOBS } from '../limits.ts'
import { identifier, isStorableText, jsonObject } from '../text.ts'
import { readInlineData } from './inline-data.ts'
import { OBJECT_OWN_FIELDS, objectResponse } from './object.ts'

const shortText = z.string().max(1024).refine(isStorableText, 'must not contain NUL')

/** Taken, so that a client of the contract may send them, and without effect. */
const NOT_FETCHED =
  'Accepted, without effect: Landfall fetches bytes from no address, so there is no source to copy.'
const withoutEffect = {
  canonicalize_source: z.boolean().nullish().meta({ description: NOT_FETCHED }),
  force_remirror: z.boolean().nullish().meta({ description: NOT_FETCHED }),
}
const skipDuplicates = z.boolean().nullish().meta({
  description:
    'Accepted, without effect: duplicates are found among uploads, and objects are told apart by the unique key.',
})

/** `CreateBlobRequest`: the bytes of a confirmed upload, or bytes that come with the request. */
const blobInput = z
  .object({
    /** Which field of the bucket's schema it is. */
    property: z.string().min(1).max(100).refine(isStorableText, 'must not contain NUL'),
    /** Of that field; any case. */
    type: z.string().toLowerCase().meta({ enum: BUCKET_FIELD_TYPES }).pipe(z.enum(BUCKET_FIELD_TYPES)),
    /** A COMPLETED upload of the same bucket; several objects may name it. */
    upload_id: z
      .string()
      .max(255)
      .regex(/^upl_[a-zA-Z0-9_-]+$/)
      .nullish(),
    /** `{base64, mime_type, filename}` or a data URI, at most 5 MiB. */
    data: z.unknown().optional(),
    key_prefix: shortText.nullish(),
    /** Answered as the blob's `metadata`, and in its `properties`. */
    metadata: jsonObject.nullish(),
    ...withoutEffect,
  })
  .transform(({ property, type, upload_id: uploadId, data, ...own }, context) => {
    const source = readSource({ property, uploadId, data }, context)
    const { key_prefix: keyPrefix = null, metadata = null } = own
    return { property, type, keyPrefix, metadata, source: source ?? z.NEVER }
  })

interface Sources {
  property: string
  uploadId: string | null | undefined
  data: unknown
}

function readSource({ property, uploadId, data }: Sources, context: z.RefinementCtx) {
  const hasData = data !== undefined && data !== null
  if (hasData === Boolean(uploadId)) {
    context.addIssue({
      code: 'custom',
      path: ['data'],
      message: 'exactly one of data and upload_id is needed',
    })
    return null
  }
  if (uploadId) return { kind: 'upload' as const, uploadId }
  const read = readInlineData(data)
  if (read.ok) return { kind: 'data' as const, ...read.data, filename: read.data.filename ?? property }
  context.addIssue({ code: 'custom', path: ['data'], message: read.message, params: { type: read.type } })
  return null
}

const ownFields = {
  key_prefix: shortText.nullish(),
  skip_duplicates: skipDuplicates,
  ...withoutEffect,
}
const blobs = z.array(blobInput).max(MAX_BLOBS)

/**
 * Fields of an answer that no request sets. At the root of a request they could only be metadata, which every answer would
 * hide behind the object's own; ignored, a client would believe that it had changed them.
 */
const READ_ONLY = OBJECT_OWN_FIELDS.filter(name => name !== 'key_prefix' && name !== 'blobs')

const NEVER_FLAT = new Set([...READ_ONLY, 'blobs'])

const HOW_ELSE: Record<string, string> = {
  blobs: 'cannot be changed here; PUT replaces the files of an object',
  blob: 'is not a list; name the files in blobs',
}

/** Those of them that say something; a client that sends all fields it knows leaves the rest `null`. */
function refuseReadOnly(value: Record<string, unknown>, context: z.RefinementCtx): void {
  const names = [...NEVER_FLAT].filter(name => Object.hasOwn(value, name) && value[name] !== null)
  if (typeof value.blob === 'object' && value.blob !== null) names.push('blob')
  for (const name of names) {
    const how = HOW_ELSE[name] ?? 'is a field of the object itself, which cannot be set'
    const message = `${how}; metadata of this name goes into metadata`
    context.addIssue({ code: 'custom', path: [name], message, params: { type: 'read_only' } })
  }
}

/** Metadata lies flat at the root of the request (CONTRACT 7); nested in `metadata`, as older clients send it, it is the same. */
const flatMetadata = (value: Record<string, unknown>, context: z.RefinementCtx) => {
  refuseReadOnly(value, context)
  const {
    key_prefix: keyPrefix,
    skip_duplicates: _,
    canonicalize_source: _c,
    force_remirror: _f,
    ...given
  } = value
  const more = Object.fromEntries(Object.entries(given).filter(([name]) => !NEVER_FLAT.has(name)))
  const { metadata: nested, ...flat } = more
  const isNested = typeof nested === 'object' && !Array.isArray(nested)
  if (nested !== undefined && !isNested)
    context.addIssue({ code: 'custom', path: ['metadata'], message: 'must be an object' })
  const metadata = isNested ? { ...nested, ...flat } : flat
  for (const { path, message } of jsonObject.safeParse(metadata).error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message })
  return {
    keyPrefix: (keyPrefix as string | null | undefined) ?? null,
    metadata: metadata as Record<string, unknown>,
  }
}

/** `CreateObjectRequest`: every key that is not one of these is metadata. */
export const newObject = z
  .looseObject({ ...ownFields, blobs: blobs.nullish() })
  .transform(({ blobs: given, ...value }, context) => ({
    blobs: given ?? [],
    ...flatMetadata(value, context),
  }))

export const objectPatch = z
  .looseObject(ownFields)
  .transform((value, context) => flatMetadata(value, context))

/** `UpdateObjectRequest`: the one request that names its metadata. */
export const objectUpdate = z.object({
  key_prefix: shortText.nullish(),
  /** Replace all that there are. */
  blobs: blobs.nullish(),
  /** Merged into what is there. */
  metadata: jsonObject.nullish(),
  skip_duplicates: skipDuplicates,
})

export const createObjectInput = z.object({
  bucket: identifier,
  /** Against the bucket's unique key; default: the bucket's own policy. Query parameter in REST. */
  policy: z.enum(['insert', 'update', 'upsert']).nullish(),
  /** In REST the body itself. */
  object: newObject,
})

/** `CreateObjectsBatchRequest`: the bucket's own policy counts. */
export const createObjectsInput = z.object({
  bucket: identifier,
  objects: z.array(newObject).max(MAX_BATCH_ITEMS),
})

/** `CreateObjectsBatchResponse`: partial success is success. */
export const createObjectsResponse = z.object({
  succeeded: z.array(objectResponse),
  failed: z.array(z.object({ object_index: z.int(), error: z.string(), error_type: z.string() })),
  total_requested: z.int(),
  succeeded_count: z.int(),
  failed_count: z.int(),
})

const objectRef = { bucket: identifier.nullish(), object_id: identifier }

export const patchObjectInput = z.object({ ...objectRef, object: objectPatch })
export const updateObjectInput = z.object({ ...objectRef, object: objectUpdate })

export type CreateObjectInput = z.input<typeof createObjectInput>
export type CreateObjectsInput = z.input<typeof createObjectsInput>
export type PatchObjectInput = z.input<typeof patchObjectInput>
export type UpdateObjectInput = z.input<typeof updateObjectInput>
