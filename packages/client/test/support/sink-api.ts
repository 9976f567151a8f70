import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/** An API and a store that take parts and forget their bytes, for files that nobody wants to keep. */
export interface SinkApi extends AsyncDisposable {
  readonly url: string
  /** Bytes by part number. */
  readonly parts: Map<number, number>
  /** Of the confirm. */
  claim: { file_size_bytes?: number; checksum?: { value: string } } | null
}

interface Input {
  part_numbers: number[]
  multipart: { part_size_bytes: number }
}

export async function startSinkApi(): Promise<SinkApi> {
  const parts = new Map<number, number>()
  const server = createServer(async (incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', sink.url)
    if (incoming.method === 'PUT') {
      parts.set(Number(searchParams.get('partNumber')), await sizeOf(incoming))
      outgoing.end()
      return
    }
    const name = pathname.split('.').at(-1) ?? ''
    const data = answers[name]?.(JSON.parse(await text(incoming))) ?? null
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ result: { data } }))
  })
  // biome-ignore lint/suspicious/noExplicitAny: raw JSON, whatever its shape.
  const answers: Record<string, (input: any) => object> = {
    create: ({ multipart }: Input) => ({ ...OPEN, multipart }),
    signParts: ({ part_numbers }: Input) => ({
      parts: part_numbers.map(number => ({
        part_number: number,
        presigned_url: `${sink.url}/key?partNumber=${number}`,
        upload_headers: {},
      })),
    }),
    confirm: (claim: NonNullable<SinkApi['claim']>) => {
      sink.claim = claim
      return { upload_id: OPEN.upload_id, status: 'COMPLETED', object_id: 'obj_1' }
    },
  }
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  const sink: SinkApi = {
    url: `http://127.0.0.1:${port}`,
    parts,
    claim: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
  return sink
}

const OPEN = { upload_id: 'upl_1', bucket_id: 'bkt_1', attempt: 1, status: 'PENDING', presigned_url: null }

async function sizeOf(incoming: IncomingMessage): Promise<number> {
  let bytes = 0
  for await (const chunk of incoming) bytes += chunk.length
  return bytes
}
