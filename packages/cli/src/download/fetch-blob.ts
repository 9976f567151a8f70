import { createHash } from 'node:crypto'
import { CommandError } from '../context.ts'

/** What the API says that the bytes are. */
export interface Expected {
  sizeBytes: number
  /** Lower-case hex, where the store has verified one. */
  sha256: string | null
}

/**
 * The bytes behind a presigned URL, counted and hashed while they pass. Throws after the last of them if they are not what
 * was confirmed, so whoever keeps them has to wait for the end.
 */
export async function* fetchBlob(
  url: string,
  expected: Expected,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const response = await reach(url, signal)
  if (!response.ok || response.body === null) throw await refused(response)
  const hash = createHash('sha256')
  let sizeBytes = 0
  try {
    for await (const chunk of response.body) {
      hash.update(chunk)
      sizeBytes += chunk.length
      yield chunk
    }
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof CommandError) throw cause
    throw new CommandError('NETWORK', `The download broke off after ${sizeBytes} bytes: run it again`)
  }
  judge(expected, { sizeBytes, sha256: hash.digest('hex') })
}

async function reach(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal })
  } catch {
    signal.throwIfAborted()
    const { origin } = new URL(url)
    throw new CommandError('NETWORK', `The store at ${origin} could not be reached: run \`landfall doctor\``)
  }
}

async function refused(response: Response): Promise<CommandError> {
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] ?? ''
  return new CommandError('GET_REFUSED', `The store answered ${response.status} ${code}`.trimEnd())
}

function judge(expected: Expected, observed: { sizeBytes: number; sha256: string }): void {
  if (observed.sizeBytes !== expected.sizeBytes)
    throw new CommandError(
      'SIZE_MISMATCH',
      `The store sent ${observed.sizeBytes} bytes, but ${expected.sizeBytes} were confirmed`,
    )
  if (expected.sha256 !== null && observed.sha256 !== expected.sha256)
    throw new CommandError(
      'CHECKSUM_MISMATCH',
      `The store sent bytes with SHA-256 ${observed.sha256}, but ${expected.sha256} was confirmed`,
    )
}
