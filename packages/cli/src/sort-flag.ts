import { UsageError } from './context.ts'
import { oneOf } from './parse-flags.ts'

const FIELDS = ['created_at', 'file_size_bytes', 'filename'] as const

export function sortOf(text: string | undefined) {
  if (text === undefined) return null
  const [field = '', direction = 'asc', ...rest] = text.split(':')
  if (rest.length > 0) throw new UsageError(`--sort is FIELD or FIELD:desc, not ${text}`)
  return {
    field: oneOf('sort', field, FIELDS),
    direction: oneOf('sort FIELD:', direction, ['asc', 'desc']),
  }
}
