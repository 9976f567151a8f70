import { z } from 'zod'
import { contentTypeText, filenameText } from '../text.ts'

/** Bytes that came with a request, CONTRACT 0.17. */
export interface InlineData {
  bytes: Uint8Array
  contentType: string
  /** `null`: left to default. */
  filename: string | null
}

const inlineObject = z.object({
  base64: z.string(),
  mime_type: contentTypeText.nullish(),
  filename: filenameText.nullish(),
})

/** RFC 2397; only the base64 form. */
const DATA_URI = /^data:([^,]*?);base64,([A-Za-z0-9+/=\s]*)$/
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i

type Read = { ok: true; data: InlineData } | { ok: false; type: string; message: string }

/** `data` of a blob: `{base64, mime_type, filename}` or a data URI. Landfall fetches nothing from an address. */
export function readInlineData(value: unknown): Read {
  if (typeof value === 'string') return ADDRESS.test(value) ? UNSUPPORTED : readDataUri(value)
  if (typeof value === 'object' && value !== null && 'url' in value && !('base64' in value))
    return UNSUPPORTED
  const parsed = inlineObject.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refused('value_error', `${issue?.path.join('.') || 'data'} ${issue?.message}; send ${FORM}`)
  }
  const { base64, mime_type: mimeType, filename } = parsed.data
  return decoded(base64, mimeType ?? '', filename ?? null)
}

function readDataUri(text: string): Read {
  const [, contentType, base64] = DATA_URI.exec(text) ?? []
  if (contentType === undefined || base64 === undefined) return refused('value_error', `must be ${FORM}`)
  return decoded(base64, contentType, null)
}

function decoded(base64: string, mimeType: string, filename: string | null): Read {
  const contentType = contentTypeText.safeParse(mimeType)
  if (!contentType.success) return refused('value_error', 'must name a MIME type such as image/png')
  const bytes = bytesOf(base64)
  if (bytes === null) return refused('value_error', 'is not base64')
  return { ok: true, data: { bytes, contentType: contentType.data, filename } }
}

function bytesOf(base64: string): Uint8Array | null {
  try {
    const binary = atob(base64)
    // Uint8Array.from walks a text by its characters, which takes seconds for the largest that may come.
    const bytes = new Uint8Array(binary.length)
    for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
    return bytes
  } catch {
    return null
  }
}

const FORM = '{"base64", "mime_type", "filename"} or a data URI in base64'
const refused = (type: string, message: string) => ({ ok: false, type, message }) as const
const UNSUPPORTED = refused(
  'UNSUPPORTED_SOURCE',
  `is an address, and nothing is fetched from one; upload the file and name its upload_id, or send ${FORM}`,
)
