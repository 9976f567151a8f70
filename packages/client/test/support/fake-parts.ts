import type { LandfallTrpc } from '../../src/api/create-trpc.ts'
import { createPendingUploads } from '../../src/pending/pending-uploads.ts'
import { createUploadRecord } from '../../src/pending/upload-record.ts'
import { createNodePlatform } from '../../src/platform/node-platform.ts'
import type { PutOutcome, PutRequest } from '../../src/send-put/send-put.ts'
import type { Source } from '../../src/source/source.ts'
import { createProgressMeter, type UploadProgress } from '../../src/state/progress.ts'
import { trackUpload } from '../../src/state/track-upload.ts'
import { createPauseGate } from '../../src/upload/pause-gate.ts'
import type { PartsTicket, UploadJob } from '../../src/upload/upload-job.ts'
import { createFakeClock } from './fake-clock.ts'

/** The server's two procedures and the store behind them, in memory: nothing but the machine takes any time. */
export function createFakeParts({ partSizeBytes }: { partSizeBytes: number }) {
  const stored = new Map<number, Uint8Array>()
  const requests: { numbers: number[]; fileSizeBytes: number | null }[] = []
  const puts: number[] = []
  let inFlight = 0
  const fake = {
    stored,
    /** Part numbers that URLs were asked for, one entry per request. */
    requests,
    /** Part numbers in the order in which their PUTs began. */
    puts,
    lists: 0,
    mostInFlight: 0,
    /** Answers instead of the store; `undefined`: the store. */
    answer: (_number: number, _signal: AbortSignal): Promise<PutOutcome> | PutOutcome | undefined =>
      undefined,
    sendPut: async ({ url, source, signal, onSent }: PutRequest): Promise<PutOutcome> => {
      const number = Number(url)
      puts.push(number)
      inFlight += 1
      fake.mostInFlight = Math.max(fake.mostInFlight, inFlight)
      try {
        await Promise.resolve()
        signal.throwIfAborted()
        const chunks: Uint8Array[] = []
        for await (const chunk of source.open()) chunks.push(chunk)
        const instead = await fake.answer(number, signal)
        if (instead) return instead
        onSent(source.sizeBytes)
        stored.set(number, Buffer.concat(chunks))
        return answered(200)
      } finally {
        inFlight -= 1
      }
    },
    bytes: () => Buffer.concat([...stored].sort(([a], [b]) => a - b).map(([, bytes]) => bytes)),
  }
  const uploads = {
    signParts: {
      mutate: async (input: { part_numbers: number[]; file_size_bytes: number | null }) => {
        requests.push({ numbers: input.part_numbers, fileSizeBytes: input.file_size_bytes })
        return {
          parts: input.part_numbers.map(number => ({
            part_number: number,
            presigned_url: String(number),
            upload_headers: {},
          })),
        }
      },
    },
    listParts: {
      query: async () => {
        fake.lists += 1
        const parts = [...stored].map(([number, bytes]) => ({
          part_number: number,
          size_bytes: bytes.byteLength,
        }))
        return { attempt: 1, part_size_bytes: partSizeBytes, parts, next_cursor: null, is_assembled: false }
      },
    },
  }
  return Object.assign(fake, { trpc: { uploads } as unknown as LandfallTrpc })
}

export type FakeParts = ReturnType<typeof createFakeParts>

export const answered = (status: number, storeCode: string | null = null): PutOutcome => ({
  kind: 'answered',
  status,
  etag: null,
  retryAfterMs: null,
  storeCode,
  storeMessage: null,
})

/** A job over the fakes that has come as far as sending. */
export function jobOver(fake: FakeParts, source: Source, signal = new AbortController().signal) {
  const clock = createFakeClock()
  const phases: string[] = []
  const progress: UploadProgress[] = []
  const tracker = trackUpload(clock, { onState: ({ phase }) => phases.push(phase) })
  tracker.moveTo({ phase: 'creating' })
  const pending = createPendingUploads(null, 'test')
  const job: UploadJob = {
    trpc: fake.trpc,
    platform: { ...createNodePlatform(), sendPut: fake.sendPut },
    clock,
    random: () => 0.5,
    settings: { multipartThresholdBytes: 0, partSizeBytes: null },
    pending,
    options: { bucket: 'b', renews: null },
    source,
    signal,
    meter: createProgressMeter(clock, source.sizeBytes, now => progress.push(now)),
    attempts: { puts: 0, renewals: 0, confirms: 0 },
    gate: createPauseGate(),
    record: createUploadRecord(pending, { options: { bucket: 'b' }, filename: 'f', source }),
    moveTo: tracker.moveTo,
    onCreated: () => undefined,
  }
  return { job, clock, phases, progress }
}

export const partsTicket = (change: Partial<PartsTicket> = {}): PartsTicket => ({
  kind: 'parts',
  uploadId: 'upl_1',
  bucketId: 'b',
  attempt: 1,
  sha256: null,
  partSizeBytes: 10,
  mayHaveParts: false,
  ...change,
})
