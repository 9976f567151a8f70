import type { Log } from '@landfall/core/ports'
import pino from 'pino'

/**
 * JSON lines for the operator. Owns what may not be in them: every finished line passes one filter that cuts queries off
 * URLs (a presigned one is a bearer token), API keys, and passwords in connection strings, wherever they stand in it, so
 * that no call site has to think of it. Errors are reduced to name, code, message, stack and cause: an SDK's error
 * carries whole requests.
 */
export interface LogOptions {
  level: string
  /** Default: stdout. */
  write?: ((line: string) => void) | undefined
}

export function createLog({ level, write }: LogOptions): Log {
  const stdout = pino.destination({ fd: 1, sync: true })
  const target = write ?? ((line: string) => void stdout.write(line))
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      serializers: { err: plainError },
      redact: {
        paths: ['authorization', 'cookie', '*.authorization', '*.cookie', 'headers', '*.headers'],
        censor: '[redacted]',
      },
    },
    { write: line => target(withoutSecrets(line)) },
  )
}

const FILTERS: [RegExp, string][] = [
  [/(\bhttps?:\/\/[^\s"'<>?\\]+)\?[^\s"'<>\\]*/gi, '$1?[redacted]'],
  [/X-Amz-(Signature|Credential|Security-Token)=[^\s"'&\\]+/gi, 'X-Amz-$1=[redacted]'],
  [/\b(postgres(?:ql)?:\/\/[^\s"':@/\\]*):[^\s"'@\\]+@/gi, '$1:[redacted]@'],
  [/\bsk_[A-Za-z0-9]{8,}/g, 'sk_[redacted]'],
]

export function withoutSecrets(line: string): string {
  return FILTERS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line)
}

interface PlainError {
  name: string
  message: string
  code?: string
  stack?: string
  cause?: PlainError
}

const MAX_CAUSES = 5

export function plainError(error: unknown, depth = 0): PlainError {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) }
  const { code } = error as { code?: unknown }
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= MAX_CAUSES
      ? {}
      : { cause: plainError(error.cause, depth + 1) }),
  }
}
