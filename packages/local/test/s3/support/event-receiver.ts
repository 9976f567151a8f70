import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { S3EventMessage, S3EventRecord } from '../../../src/s3/events/event-record.ts'

/** What it answers to a record: a status, nothing until it closes (`silent`), or a cut connection, as if it were away. */
export type Answer = (record: S3EventRecord, attempt: number) => number | 'silent' | 'away'

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** An HTTP server that keeps the event records it was posted, received ones and refused ones. */
export async function startReceiver(answer: Answer = () => 204) {
  const received: S3EventRecord[] = []
  const attempts: S3EventRecord[] = []
  const server = createServer(async (req, res) => {
    const { Records } = JSON.parse(await readText(req)) as S3EventMessage
    const [record] = Records
    const { key, sequencer } = record.s3.object
    attempts.push(record)
    const same = attempts.filter(({ s3 }) => s3.object.key === key && s3.object.sequencer === sequencer)
    const status = answer(record, same.length)
    if (status === 'silent') return
    if (status === 'away') return void req.socket.destroy()
    if (status < 300) received.push(record)
    res.writeHead(status).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}/events`,
    received,
    attempts,
    /** Resolves when so many records have been received. */
    async until(count: number): Promise<S3EventRecord[]> {
      while (received.length < count) await sleep(10)
      return received
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
