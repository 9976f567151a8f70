import { MAX_RENEWAL_SECONDS } from '@landfall/core/wire'
import { formatBytes } from '#lib/format.ts'
import type { Upload } from './hooks/use-upload.ts'

/** Refusals that say that the right bytes are not there. */
const NOT_THERE: ReadonlySet<string> = new Set([
  'OBJECT_NOT_IN_STORAGE',
  'ETAG_MISMATCH',
  'SIZE_MISMATCH',
  'CHECKSUM_MISMATCH',
])

type Facts = Pick<Upload, 'status' | 'created_at' | 'expires_at'>

/** `needed`: nothing else can help. `possible`: it may have arrived, look first. */
export type SendAgain = 'needed' | 'possible' | 'too_old' | 'not_now'

/** Whether its bytes can be sent again; `refusal` is the code of its last confirm. */
export function sendAgainOf(upload: Facts, refusal: string | null, nowMs: number): SendAgain {
  if (upload.status !== 'PENDING') return 'not_now'
  if (nowMs >= Date.parse(upload.created_at) + MAX_RENEWAL_SECONDS * 1000) return 'too_old'
  const isExpired = Date.parse(upload.expires_at) <= nowMs
  return isExpired || (refusal !== null && NOT_THERE.has(refusal)) ? 'needed' : 'possible'
}

type Announced = Pick<Upload, 'filename' | 'file_size_bytes' | 'content_type'>

/** What somebody should see before they send a file in place of the one that was announced. */
export function differencesOf(upload: Announced, file: Pick<File, 'name' | 'size' | 'type'>): string[] {
  const { filename, file_size_bytes: size, content_type: type } = upload
  return [
    ...(file.name === filename ? [] : [`It is called “${file.name}” and will be kept as “${filename}”.`]),
    ...(size === null || size === file.size
      ? []
      : [`It has ${formatBytes(file.size)}; ${formatBytes(size)} were announced.`]),
    ...(file.type === '' || file.type === essenceOf(type)
      ? []
      : [`It is ${file.type} and will be kept as ${type}.`]),
  ]
}

const essenceOf = (contentType: string) => (contentType.split(';')[0] ?? '').trim().toLowerCase()
