import { LandfallError, toLandfallError } from '@landfall/client'
import { CommandError } from './context.ts'

/** What a person can do about it; where the message says it already, nothing. */
const ADVICE: Record<string, string> = {
  UNAUTHORIZED: 'Run `landfall login`, set LANDFALL_API_KEY, or pass --api-key.',
  FORBIDDEN: 'Use a key that may do this: landfall keys create --permission ...',
  NOT_FOUND: 'Check the name, and that the key belongs to the same organization and namespace.',
  QUOTA_EXCEEDED: 'Delete what is not needed, or have the limit raised.',
  FILE_TOO_LARGE: 'Have the limit of the bucket or the organization raised.',
  SINGLE_PUT_TOO_LARGE: 'Split the file: one PUT takes at most 5 GiB.',
  STORAGE_MISCONFIGURED: 'An operator has to run `landfall doctor`.',
  STORAGE_UNAVAILABLE: 'Try again in a moment.',
  DATABASE_UNAVAILABLE: 'Try again in a moment.',
  STORE_FAILING: 'Try again in a moment.',
  PUT_REFUSED: 'Check the credentials and the policy of the bucket in S3: landfall doctor.',
  SOURCE_CHANGED: 'Upload it again once nobody writes to it any more.',
}

/** One line: the code that can be searched for, what happened, and what to do. */
export function describeError(thrown: unknown): string {
  const { code, message } = errorOf(thrown)
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`
  const advice = ADVICE[code]
  return `${sentence}${advice ? ` ${advice}` : ''} (${code})`
}

/** The same for machines. */
export function errorJson(thrown: unknown): Record<string, unknown> {
  const { code, message, retry, details, status } = errorOf(thrown)
  return { code, message, retry, status, details }
}

type Described = Pick<LandfallError, 'code' | 'message' | 'retry' | 'details' | 'status'>

function errorOf(thrown: unknown): Described {
  if (thrown instanceof LandfallError) return thrown
  const here = { retry: 'never', details: {}, status: null } as const
  if (thrown instanceof CommandError) return { ...here, code: thrown.code, message: thrown.message }
  // Node's own, of files and sockets: its message names the path and the reason.
  if (thrown instanceof Error && 'syscall' in thrown && 'code' in thrown)
    return { ...here, code: String(thrown.code), message: thrown.message }
  return toLandfallError(thrown)
}

export const isAborted = (thrown: unknown) => thrown instanceof LandfallError && thrown.code === 'ABORTED'
