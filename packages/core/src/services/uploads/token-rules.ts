/**
 * What an upload token allows, asked wherever a caller says what it is about to send. For keys and sessions every rule
 * here passes. How many files is not here: only the statement that reserves can count them.
 */
import type { Actor } from '../../domain/actor.ts'
import { allowsContentType, type BucketRecord, NO_RULES } from '../../domain/bucket.ts'
import type { DomainError } from '../../domain/errors.ts'
import type { JsonObject } from '../../domain/upload.ts'
import { invalidField, type NewBytes } from './check-new-bytes.ts'
import type { CreateUpload } from './creation.ts'

export const usesBucket = (actor: Actor, { bucketId }: BucketRecord): boolean =>
  actor.kind !== 'token' || actor.token?.bucketId === bucketId

/** `owner`: the one that the caller names, if any. */
export function refuseByToken(
  { kind, token }: Actor,
  bytes: Omit<NewBytes, 'inParts'> & { owner: string | null },
): DomainError | null {
  if (kind !== 'token' || token === undefined) return null
  if (bytes.owner !== null && bytes.owner !== token.owner) return otherOwner
  const { contentTypes, maxFileBytes } = token
  if (!allowsContentType({ ...NO_RULES, contentTypes }, bytes.contentType)) {
    return invalidField('content_type', `must be one of ${contentTypes.join(', ')} with this token`)
  }
  if (maxFileBytes === null) return null
  // Without a size only the store would know, when the bytes are there already.
  if (bytes.fileSizeBytes === null) return invalidField('file_size_bytes', 'is required with this token')
  return bytes.fileSizeBytes > maxFileBytes ? tooLarge(bytes.fileSizeBytes, maxFileBytes) : null
}

/**
 * The token's owner and metadata. What was asked stays as it was for the hash of a repeated request. Holders of tokens
 * without an owner are strangers to each other: bytes are not shared between them, so none learns what another has.
 */
export function fillFromToken({ token }: Actor, input: CreateUpload): CreateUpload {
  if (token === undefined) return input
  return {
    ...input,
    owner: token.owner,
    skipDuplicates: input.skipDuplicates && token.owner !== null,
    metadata: merge(input.metadata, token.metadata),
    objectMetadata: merge(input.objectMetadata, token.objectMetadata),
  }
}

const merge = (asked: JsonObject | null, fixed: JsonObject | null): JsonObject | null =>
  fixed === null ? asked : { ...asked, ...fixed }

const otherOwner: DomainError = {
  code: 'FORBIDDEN',
  message: 'This token is not for that owner; leave `owner` out',
  details: { field: 'owner' },
}

const tooLarge = (asked: number, limit: number): DomainError => ({
  code: 'FILE_TOO_LARGE',
  message: `file_size_bytes is ${asked}; this token allows at most ${limit} bytes`,
  details: { field: 'file_size_bytes', limit_bytes: limit, asked_bytes: asked, scope: 'token' },
})

export const tooManyFiles = (limit: number): DomainError => ({
  code: 'TOO_MANY_FILES',
  message: `This token was for ${limit} ${limit === 1 ? 'file' : 'files'}, and they have been created`,
  details: { limit_files: limit },
})
