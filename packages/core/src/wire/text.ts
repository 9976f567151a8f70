import { z } from 'zod'
import {
  MAX_FILENAME_CHARACTERS,
  MAX_METADATA_BYTES,
  MAX_METADATA_DEPTH,
  MAX_NAME_CHARACTERS,
} from './limits.ts'

/** Control characters have no business in a name; Postgres cannot hold NUL, and UTF-8 cannot hold half a surrogate pair. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

const isCleanText = (text: string) => !CONTROL.test(text) && text.isWellFormed()

const characters = (text: string) => Array.from(text).length

/** A short text that is stored and shown: names, owners, identifiers. */
export const nameText = z
  .string()
  .min(1)
  .refine(
    text => characters(text) <= MAX_NAME_CHARACTERS,
    `must be at most ${MAX_NAME_CHARACTERS} characters`,
  )
  .refine(isCleanText, 'must not contain control characters')
  .refine(text => text === '' || text.trim() !== '', 'must not be blank')

/** Id or name of a bucket, namespace, upload, object, task. */
export const identifier = nameText.describe('id or name')

/** CONTRACT 4.1, `filename`: a bare name; anything that could be a path is refused. */
export const filenameText = z
  .string()
  .min(1)
  .refine(
    name => characters(name) <= MAX_FILENAME_CHARACTERS,
    `must be at most ${MAX_FILENAME_CHARACTERS} characters`,
  )
  .refine(isCleanText, 'must not contain control characters')
  .refine(name => !/[/\\]/.test(name), 'must be a bare file name without / or \\')
  .refine(name => name !== '.' && name !== '..', 'must not be . or ..')

/** RFC 9110 8.3.1: type "/" subtype *( OWS ";" OWS parameter ). An empty one is `application/octet-stream`, CONTRACT 0.7. */
const MIME_TYPE =
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:[ \t]*;[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|"[\x20\x21\x23-\x5b\x5d-\x7e]*"))*$/

export const contentTypeText = z
  .string()
  .max(MAX_NAME_CHARACTERS)
  .refine(type => type === '' || MIME_TYPE.test(type), 'must be a MIME type such as image/png')
  .transform(type => (type === '' ? 'application/octet-stream' : type))

/** Free JSON that the database can hold: bounded in size and depth, no NUL, no half surrogate pairs. */
export const jsonObject = z
  .record(z.string(), z.unknown())
  .refine(value => isStorableJson(value, MAX_METADATA_DEPTH), {
    message: `must nest at most ${MAX_METADATA_DEPTH} levels and contain no NUL character`,
    abort: true,
  })
  .refine(
    value => new TextEncoder().encode(JSON.stringify(value)).length <= MAX_METADATA_BYTES,
    `must be at most ${MAX_METADATA_BYTES} bytes of JSON`,
  )

function isStorableJson(value: unknown, depthLeft: number): boolean {
  if (typeof value === 'string') return isStorableText(value)
  if (typeof value !== 'object' || value === null) return true
  if (depthLeft === 0) return false
  return Object.entries(value).every(
    ([key, item]) => isStorableText(key) && isStorableJson(item, depthLeft - 1),
  )
}

/** What the database's text and JSON can hold. */
export const isStorableText = (text: string) => !text.includes('\u0000') && text.isWellFormed()
