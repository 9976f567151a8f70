import { z } from 'zod'
import { mediaRange } from '../buckets/bucket.ts'
import { timestamp, withDefault } from '../common.ts'
import {
  DEFAULT_TOKEN_SECONDS,
  MAX_TOKEN_CHARACTERS,
  MAX_TOKEN_CONTENT_TYPES,
  MAX_TOKEN_FILES,
  MAX_TOKEN_RIGHTS_BYTES,
  MAX_TOKEN_SECONDS,
  MIN_TOKEN_SECONDS,
} from '../limits.ts'
import { identifier, jsonObject, nameText } from '../text.ts'

/** What a page may do for its visitor, said by the app's back end. */
export const createTokenInput = z
  .object({
    bucket: identifier,
    /** Whose files they will be. With one, any later token for the same owner carries on what this one began. */
    owner: nameText.nullish(),
    /** Uploads in all, canceled ones too; refused ones not. */
    max_files: withDefault(z.int().min(1).max(MAX_TOKEN_FILES), 1),
    /** Largest file in bytes. Uploads then have to declare their size. */
    max_file_bytes: z.int().min(0).nullish(),
    /** `image/png` or a family, `image/*`. Default: any. */
    content_types: z.array(mediaRange).max(MAX_TOKEN_CONTENT_TYPES).nullish(),
    /** Put into the upload's metadata; wins over what the page sends, key by key. Its holder can read it. */
    metadata: jsonObject.nullish(),
    /** The same for the object's metadata. */
    object_metadata: jsonObject.nullish(),
    expires_in_seconds: withDefault(
      z.int().min(MIN_TOKEN_SECONDS).max(MAX_TOKEN_SECONDS),
      DEFAULT_TOKEN_SECONDS,
    ),
    /** May download what it uploaded. */
    allow_content: withDefault(z.boolean(), false),
    /** The token that this one takes the place of, also one that has just expired: uploads and count go on. */
    continues: z.string().max(MAX_TOKEN_CHARACTERS).nullish(),
  })
  .refine(
    ({ content_types, metadata, object_metadata }) =>
      byteLength([content_types, metadata, object_metadata]) <= MAX_TOKEN_RIGHTS_BYTES,
    `content_types, metadata and object_metadata must be at most ${MAX_TOKEN_RIGHTS_BYTES} bytes of JSON together: the token travels in a header`,
  )

const byteLength = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length

export const tokenResponse = z.object({
  /** For the page: `Authorization: Bearer ...`. Shown this once. */
  token: z.string(),
  /** For `tokens.revoke`. */
  token_id: z.string(),
  bucket_id: z.string(),
  expires_at: timestamp,
  /** Whether `continues` could be continued; otherwise the token begins anew. */
  continued: z.boolean(),
})

export const revokeTokenInput = z.object({ token_id: identifier })

export const rotateSigningKeyInput = z.object({
  /** Tokens that are out live to their end. Default: they all end now. */
  keep_live: z.boolean().default(false),
})

export const rotateSigningKeyResponse = z.object({
  /** The key that signs from now on. */
  kid: z.string(),
  retired_keys: z.int(),
})

export type CreateTokenInput = z.input<typeof createTokenInput>
export type TokenResponse = z.output<typeof tokenResponse>
