import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { answered, createFakeParts, jobOver, partsTicket } from '../../test/support/fake-parts.ts'
import { rejection } from '../../test/support/test-client.ts'
import { createCrc64 } from '../hash/crc64.ts'
import { sourceFromBytes } from '../source/bytes-source.ts'
import { sourceFromStream } from '../source/stream-source.ts'
import { sendParts } from './send-parts.ts'

/** 24 parts of 10 bytes and one of 5. */
const BYTES = randomBytes(245)

async function crc64Of(bytes: Uint8Array) {
  const crc64 = await createCrc64()
  crc64.update(bytes)
  return crc64.digest()
}

function begin(change: Parameters<typeof partsTicket>[0] = {}, signal?: AbortSignal) {
  const fake = createFakeParts({ partSizeBytes: 10 })
  const run = jobOver(fake, sourceFromBytes(BYTES), signal)
  return { fake, ...run, send: () => sendParts(run.job, partsTicket(change)) }
}

describe('a file in parts', () => {
  it('is sent whole, each part once, six at a time, and its checksum is that of the whole', async () => {
    const { fake, job, send, progress, phases } = begin()
    expect(await send()).toEqual({
      kind: 'stored',
      etag: null,
      sizeBytes: 245,
      crc64nvme: await crc64Of(BYTES),
    })
    expect(fake.bytes().equals(BYTES)).toBe(true)
    expect(fake.puts).toHaveLength(25)
    expect(job.attempts.puts).toBe(25)
    expect(fake.mostInFlight).toBe(6)
    expect(progress.at(-1)).toMatchObject({ sentBytes: 245, totalBytes: 245 })
    expect(phases).toEqual(['creating', 'sending'])
  })

  it('has its URLs signed in batches, each part once, and before they are needed', async () => {
    const { fake, send } = begin()
    const needed: number[] = []
    fake.answer = number => {
      needed.push(fake.requests.flatMap(({ numbers }) => numbers).length - number)
      return undefined
    }
    await send()
    const asked = fake.requests.flatMap(({ numbers }) => numbers)
    expect(asked.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
    expect(fake.requests.length).toBeLessThanOrEqual(4)
    expect(Math.min(...needed)).toBeGreaterThanOrEqual(0)
  })

  it('goes on with what the store has, and counts it as sent', async () => {
    const { fake, send, progress } = begin({ mayHaveParts: true })
    for (const number of [1, 2, 25]) fake.stored.set(number, BYTES.subarray((number - 1) * 10, number * 10))
    // The same number from somebody who cut the file otherwise.
    fake.stored.set(3, BYTES.subarray(20, 29))
    await send()
    expect(fake.puts).toHaveLength(22)
    expect(fake.puts).not.toContain(1)
    expect(fake.puts).toContain(3)
    expect(fake.bytes().equals(BYTES)).toBe(true)
    expect(progress.find(({ sentBytes }) => sentBytes > 0)?.sentBytes).toBe(34)
  })

  it('that is empty is one empty part', async () => {
    const fake = createFakeParts({ partSizeBytes: 10 })
    const { job } = jobOver(fake, sourceFromBytes(new Uint8Array()))
    await sendParts(job, partsTicket())
    expect(fake.stored).toEqual(new Map([[1, Buffer.alloc(0)]]))
  })
})

describe('a part that fails', () => {
  it('is sent again after growing waits, and no other part with it', async () => {
    const { fake, clock, send } = begin()
    const faults = [answered(503, 'SlowDown'), { kind: 'unanswered', cause: null } as const, answered(500)]
    fake.answer = number => (number === 7 ? faults.shift() : undefined)
    await send()
    expect(clock.waits).toEqual([375, 750, 1500])
    expect(fake.puts.filter(number => number === 7)).toHaveLength(4)
    expect(fake.puts).toHaveLength(28)
  })

  it('gets a fresh URL when its own is refused', async () => {
    const { fake, send } = begin()
    const faults = [answered(403, 'AccessDenied')]
    fake.answer = number => (number === 2 ? faults.shift() : undefined)
    await send()
    expect(fake.requests.flatMap(({ numbers }) => numbers).filter(number => number === 2)).toHaveLength(2)
  })

  it('for good ends the others', async () => {
    const { fake, send } = begin()
    fake.answer = (number, signal) => {
      if (number === 1) return answered(403, 'AccessDenied')
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    }
    expect(await rejection(send())).toMatchObject({ code: 'PUT_REFUSED', status: 403 })
    expect(fake.puts.filter(number => number === 1)).toHaveLength(4)
    expect(fake.mostInFlight).toBe(6)
  })

  it('waits for the network before it is sent again', async () => {
    const { fake, job, send } = begin()
    const order: string[] = []
    job.platform = {
      ...job.platform,
      whenOnline: async () => {
        order.push('online')
      },
    }
    const faults = [{ kind: 'unanswered', cause: null } as const]
    fake.answer = number => {
      if (number === 25) order.push('put')
      return number === 25 ? faults.shift() : undefined
    }
    await send()
    expect(order).toEqual(['put', 'online', 'put'])
  })

  it('because the upload is gone leaves it to the confirm to say what became of it', async () => {
    const { fake, send } = begin()
    fake.answer = () => answered(404, 'NoSuchUpload')
    expect(await send()).toMatchObject({ kind: 'stored', sizeBytes: 245 })
    expect(fake.puts).toHaveLength(6)
  })
})

describe('a paused upload', () => {
  it('cuts what is on its way, and goes on with what the store lacks', async () => {
    const { fake, job, phases, send } = begin()
    const hanging = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        job.gate.pause()
      })
    fake.answer = (number, signal) => {
      if (number !== 9 || job.gate.isPaused || fake.lists > 0) return undefined
      // All of it arrived, and only the answer was cut.
      fake.stored.set(9, BYTES.subarray(80, 90))
      return hanging(signal)
    }
    const sending = send()
    await expect.poll(() => phases.at(-1)).toBe('paused')
    const before = [...fake.puts]
    job.gate.resume()
    await sending
    expect(phases).toEqual(['creating', 'sending', 'paused', 'sending'])
    expect(fake.lists).toBe(1)
    expect(fake.bytes().equals(BYTES)).toBe(true)
    expect(fake.puts.filter(number => number === 9)).toHaveLength(1)
    expect(before.length).toBeLessThan(25)
  })

  it('can be paused before its first byte, and canceled while it is paused', async () => {
    const abort = new AbortController()
    const { fake, job, phases, send } = begin({}, abort.signal)
    job.gate.pause()
    const sending = rejection(send())
    await expect.poll(() => phases.at(-1)).toBe('paused')
    abort.abort('enough')
    expect(await sending).toBe('enough')
    expect(fake.puts).toEqual([])
  })
})

describe('a stream without a length', () => {
  const open = (chunkBytes: number, length = BYTES.length) =>
    sourceFromStream(
      Readable.from(
        Array.from({ length: Math.ceil(length / chunkBytes) }, (_, index) =>
          BYTES.subarray(index * chunkBytes, Math.min(length, (index + 1) * chunkBytes)),
        ),
      ),
      { fileSizeBytes: null, streamDigest: 'crc64nvme', heldBytes: 15 },
    )

  it.each([1, 7, 10, 100])(
    'in chunks of %d is cut into parts, and its length told with the last',
    async chunk => {
      const fake = createFakeParts({ partSizeBytes: 10 })
      const { job } = jobOver(fake, await open(chunk))
      expect(await sendParts(job, partsTicket())).toMatchObject({
        sizeBytes: 245,
        crc64nvme: await crc64Of(BYTES),
      })
      expect(fake.bytes().equals(BYTES)).toBe(true)
      expect(fake.requests.filter(({ fileSizeBytes }) => fileSizeBytes !== null)).toEqual([
        { numbers: [25], fileSizeBytes: 245 },
      ])
    },
  )

  it('that ends with a full part has no empty one after it', async () => {
    const fake = createFakeParts({ partSizeBytes: 10 })
    const { job } = jobOver(fake, await open(7, 240))
    expect(await sendParts(job, partsTicket())).toMatchObject({ sizeBytes: 240 })
    expect(fake.stored.size).toBe(24)
    expect(fake.requests.at(-1)).toEqual({ numbers: [24], fileSizeBytes: 240 })
  })

  it('sends a part again from memory', async () => {
    const fake = createFakeParts({ partSizeBytes: 10 })
    const { job } = jobOver(fake, await open(7))
    const faults = [answered(500), answered(500)]
    fake.answer = number => (number === 5 ? faults.shift() : undefined)
    await sendParts(job, partsTicket())
    expect(fake.bytes().equals(BYTES)).toBe(true)
  })

  it('that is short is a source like any other', async () => {
    const source = await open(7, 14)
    expect(source).toMatchObject({ sizeBytes: 14, isReplayable: true })
  })
})
