import { createNodePut } from '../../src/send-put/node-put.ts'
import { openNodeSource } from '../../src/source/node-source.ts'
import { wholeOf } from '../../src/source/source.ts'
import { startPutSink } from './put-sink.ts'

const CHUNK = new Uint8Array(256 * 1024).fill(1)

async function* chunks(totalBytes: number) {
  for (let left = totalBytes; left > 0; left -= CHUNK.byteLength)
    yield CHUNK.subarray(0, Math.min(left, CHUNK.byteLength))
}

/** How far the process grew beyond its start while it sent so many bytes over loopback to a sink in the same process. */
export async function growthWhileSending(
  totalBytes: number,
): Promise<{ grownBytes: number; arrivedBytes: number }> {
  await using sink = await startPutSink()
  const sendPut = createNodePut()
  const put = async (sizeBytes: number) =>
    sendPut({
      url: sink.url,
      headers: {},
      source: wholeOf(
        await openNodeSource(chunks(sizeBytes), {
          fileSizeBytes: sizeBytes,
          streamDigest: 'sha256',
          heldBytes: 0,
        }),
      ),
      signal: new AbortController().signal,
      onSent: () => {
        peak = Math.max(peak, process.memoryUsage.rss())
      },
    })
  let peak = 0
  // Once through all of it, so that code and buffers that stay are part of the start.
  await put(64 * 1024 * 1024)
  const start = process.memoryUsage.rss()
  peak = start
  await put(totalBytes)
  return { grownBytes: peak - start, arrivedBytes: sink.arrived[1]?.bytes ?? 0 }
}
