import type { TokenClaims } from '@landfall/core/domain'
import type { JWTPayload } from 'jose'
import { z } from 'zod'

/** A token's claims, in the words of the wire: its holder can read them. */
const payloadSchema = z.object({
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
  bucket_id: z.string(),
  owner: z.string().nullable(),
  max_files: z.int(),
  max_file_bytes: z.int().nullable(),
  content_types: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  object_metadata: z.record(z.string(), z.unknown()).nullable(),
  allow_content: z.boolean(),
})

export function toPayload(claims: TokenClaims): JWTPayload {
  return {
    bucket_id: claims.bucketId,
    owner: claims.owner,
    max_files: claims.maxFiles,
    max_file_bytes: claims.maxFileBytes,
    content_types: claims.contentTypes,
    metadata: claims.metadata,
    object_metadata: claims.objectMetadata,
    allow_content: claims.allowsContent,
  }
}

/** `null`: signed by us, but not as a token of this version. */
export function fromPayload(payload: JWTPayload): TokenClaims | null {
  const parsed = payloadSchema.safeParse(payload)
  if (!parsed.success) return null
  const { data } = parsed
  return {
    tokenId: data.jti,
    issuedAt: new Date(data.iat * 1000),
    expiresAt: new Date(data.exp * 1000),
    bucketId: data.bucket_id,
    owner: data.owner,
    maxFiles: data.max_files,
    maxFileBytes: data.max_file_bytes,
    contentTypes: data.content_types,
    metadata: data.metadata,
    objectMetadata: data.object_metadata,
    allowsContent: data.allow_content,
  }
}
