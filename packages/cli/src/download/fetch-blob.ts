import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { CommandError } from '../context.ts'

/** What the API says that the bytes are. */
export interface Expected {
  sizeBytes: number
  /** Lower-case hex, where the store has verified one. */
  sha256: string | null
}

/**
 * The bytes behind a presigned URL, counted and hashed while they pass. A connection that breaks is taken up where it
 * broke. Throws after the last byte if they are not what was confirmed, so whoever keeps them has to wait for the end.
 */
export async function* fetchBlob(
  url: string,
  expected: Expected,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  let breaks = 0
  for (;;) {
    const from = sizeBytes
    try {
      for await (const chunk of bytesFrom(url, from, signal)) {
        hash.update(chunk)
        sizeBytes += chunk.length
        yield chunk
      }
      break
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof BrokenOff)) throw error
      // Whatever arrives counts as life: only tries that bring nothing are used up.
      breaks = sizeBytes > from ? 1 : breaks + 1
      if (breaks > MOST_BREAKS) throw new CommandError('NETWORK', error.message)
      await sleep(FIRST_WAIT_MS * 2 ** (breaks - 1), undefined, { signal })
    }
  }
  judge(expected, { sizeBytes, sha256: hash.digest('hex') })
}

const MOST_BREAKS = 4
const FIRST_WAIT_MS = 500

class BrokenOff extends Error {}

async function* bytesFrom(url: string, from: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const headers: Record<string, string> = from === 0 ? {} : { range: `bytes=${from}-` }
  const response = await fetch(url, { headers, signal }).catch(() => {
    const { origin } = new URL(url)
    throw new BrokenOff(`The store at ${origin} could not be reached: run \`landfall doctor\``)
  })
  // 416: the connection broke behind the last byte.
  if (from > 0 && response.status === 416) return
  if (response.status >= 500) throw new BrokenOff(`The store keeps answering ${response.status}`)
  if (response.status !== (from === 0 ? 200 : 206) || response.body === null) throw await refused(response)
  const stream = response.body[Symbol.asyncIterator]()
  for (;;) {
    const next = await stream.next().catch(() => {
      throw new BrokenOff('The download keeps breaking off: try again later')
    })
    if (next.done) return
    yield next.value
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
