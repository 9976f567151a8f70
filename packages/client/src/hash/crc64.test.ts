import { describe, expect, it } from 'vitest'
import { rejection } from '../../test/support/test-client.ts'
import { createCrc64 } from './crc64.ts'
import { type WorkerLike, workerCrc64 } from './worker-crc64.ts'

const signal = new AbortController().signal

describe('CRC-64/NVME', () => {
  it('has the check value of its catalog, whatever the chunks', async () => {
    const crc64 = await createCrc64()
    crc64.update(Buffer.from('1234'))
    crc64.update(Buffer.from('56789'))
    expect(Buffer.from(crc64.digest(), 'base64').toString('hex')).toBe('ae8b14860a799888')
  })
})

describe('hashing in a Worker', () => {
  function fakeWorker(answer: (worker: WorkerLike) => void) {
    const worker: WorkerLike & { isTerminated: boolean } = {
      isTerminated: false,
      onmessage: null,
      onerror: null,
      postMessage: () => answer(worker),
      terminate: () => {
        worker.isTerminated = true
      },
    }
    return worker
  }

  it('answers what the Worker answers, and ends it', async () => {
    const worker = fakeWorker(({ onmessage }) => onmessage?.({ data: { crc64nvme: 'abc=' } }))
    expect(await workerCrc64(new Blob([]), signal, () => worker)).toBe('abc=')
    expect(worker.isTerminated).toBe(true)
  })

  it('does without where none may start, or where it breaks', async () => {
    const refuse = () => {
      throw new Error('Content-Security-Policy')
    }
    expect(await workerCrc64(new Blob([]), signal, refuse)).toBeNull()
    const broken = fakeWorker(({ onerror }) => onerror?.({}))
    expect(await workerCrc64(new Blob([]), signal, () => broken)).toBeNull()
  })

  it('says that the file cannot be read', async () => {
    const worker = fakeWorker(({ onmessage }) => onmessage?.({ data: { error: 'NotReadableError' } }))
    const error = await rejection(workerCrc64(new Blob([]), signal, () => worker))
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE' })
  })

  it('stops when it is aborted', async () => {
    const abort = new AbortController()
    const worker = fakeWorker(() => abort.abort('enough'))
    expect(await rejection(workerCrc64(new Blob([]), abort.signal, () => worker))).toBe('enough')
    expect(worker.isTerminated).toBe(true)
  })
})
