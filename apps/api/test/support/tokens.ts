import type { Answer, Api } from './start-api.ts'
import { BYTES } from './uploads.ts'

export const UPLOADS = '/v1/buckets/uploads/uploads'
/** What a page asks for. */
export const FILE = {
  filename: 'note.txt',
  content_type: 'text/plain',
  file_size_bytes: BYTES.length,
  skip_duplicates: false,
}

export interface Token {
  token: string
  token_id: string
  bucket_id: string
  expires_at: string
  continued: boolean
}

/** As an app's back end does it, with its API key. */
export async function mint(api: Api, fields: object = {}): Promise<Token> {
  const answer = await api.call('POST', '/v1/tokens', { json: { bucket: 'uploads', ...fields } })
  if (answer.status !== 200) throw new Error(`mint answered ${answer.status} ${answer.text}`)
  return answer.body
}

export const codeOf = ({ status, body }: Answer): [number, string | undefined] => [
  status,
  body?.error?.details?.code,
]
