import { vi } from 'vitest'
import { LandfallError, type ResumableUpload, type UploadOptions, type UploadResult } from '../../src/node.ts'
import { createUploadQueue, type QueueClient, type UploadQueueOptions } from '../../src/queue.ts'

const aborted = new LandfallError({ code: 'ABORTED', message: 'aborted' })

interface Call {
  name: string
  options: UploadOptions
  /** `pause` and `resume`, as they were asked of it. */
  asked: string[]
  end(error?: unknown): void
}

interface StageOptions extends UploadQueueOptions {
  /** A canceled upload ends when the test says so, as all others. */
  lingers?: boolean
  /** The status that the server then has it in. */
  found?: string
}

/** A queue over a client whose uploads end when the test says so. */
export function stage({ lingers = false, found = 'CANCELED', ...options }: StageOptions = {}) {
  const calls: Call[] = []
  const canceled: unknown[] = []
  const kept: ResumableUpload[] = []
  const resent: string[] = []
  const forgotten: string[] = []
  const upload = (file: File, options: UploadOptions) => {
    const asked: string[] = []
    const ended = new Promise<void>((resolve, reject) => {
      const end = (error?: unknown) => (error === undefined ? resolve() : reject(error))
      calls.push({ name: file.name, options, end, asked })
      options.signal?.addEventListener('abort', () => {
        options.onState?.({ phase: 'canceled', uploadId: null })
        if (!lingers) reject(aborted)
      })
    })
    return Object.assign(ended, {
      pause: () => void asked.push('pause'),
      resume: () => void asked.push('resume'),
    })
  }
  const client = {
    upload,
    sendAgain: (uploadId: string, file: File, options: UploadOptions) => {
      resent.push(uploadId)
      return upload(file, options)
    },
    resumable: async () => [...kept],
    goesOn: async (uploadId: string) => kept.some(upload => upload.uploadId === uploadId),
    finishPending: async () => [],
    forget: async (uploadId: string) => void forgotten.push(uploadId),
    trpc: {
      uploads: {
        cancel: { mutate: async (input: unknown) => void canceled.push(input) },
        get: { query: async () => ({ status: found }) },
      },
    },
  } as unknown as QueueClient
  const onSettled = vi.fn()
  const queue = createUploadQueue(client, { onSettled, ...options })
  const send = (index: number, sentBytes = 0) => {
    const at = { uploadId: `upl_${index}`, attempt: 1 }
    calls[index]?.options.onState?.({ phase: 'sending', ...at })
    const progress = { hashedBytes: 0, totalBytes: 5, bytesPerSecond: 2, secondsLeft: 1 }
    calls[index]?.options.onProgress?.({ ...progress, phase: 'sending', sentBytes })
  }
  const complete = (index: number) => {
    const result = {} as UploadResult
    calls[index]?.options.onState?.({ phase: 'completed', uploadId: `upl_${index}`, result })
    calls[index]?.end()
  }
  const fail = (index: number, error: LandfallError, uploadId: string | null = null) => {
    calls[index]?.options.onState?.({ phase: 'failed', uploadId, error })
    calls[index]?.end(error)
  }
  const phases = () => queue.items().map(({ phase }) => phase)
  const started = () => calls.map(({ name }) => name)
  return {
    queue,
    client,
    calls,
    kept,
    canceled,
    resent,
    forgotten,
    onSettled,
    phases,
    started,
    send,
    complete,
    fail,
  }
}

export const files = (...names: string[]) => names.map(name => new File(['12345'], name, { lastModified: 7 }))

export const settle = () => new Promise(resolve => setTimeout(resolve))

export const unreached = new LandfallError({ code: 'CORS_HINT', message: 'no answer' })

/** An upload of an earlier page: of the file that `files` makes of this name. */
export const resumable = (change: Partial<ResumableUpload> = {}): ResumableUpload => ({
  uploadId: 'upl_old',
  bucket: 'uploads',
  bucketId: 'bkt_1',
  filename: 'a',
  sizeBytes: 5,
  modifiedAtMs: 7,
  startedAt: '2026-11-22T10:00:00.000Z',
  options: {},
  ...change,
})
