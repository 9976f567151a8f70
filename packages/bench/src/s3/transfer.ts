import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'

/** A client that costs as little as it can, since it shares the machine with whom it measures. */
export type Upload = { url: string; headers: Record<string, string> }

const BLOCK = Buffer.alloc(1024 * 1024, 'landfall ')

const agent = new Agent({ keepAlive: true })

export function closeConnections(): void {
  agent.destroy()
}

function send(req: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    req.on('error', reject)
    req.on('response', resolve)
  })
}

async function drain(res: IncomingMessage): Promise<number> {
  let bytes = 0
  res.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  await new Promise<void>((resolve, reject) => res.once('end', resolve).once('error', reject))
  if (res.statusCode !== 200) throw new Error(`the server answered ${res.statusCode}`)
  return bytes
}

function writeBlocks(req: ClientRequest, sizeBytes: number): void {
  let leftBytes = sizeBytes
  const more = (): void => {
    while (leftBytes > 0) {
      const piece = leftBytes < BLOCK.length ? BLOCK.subarray(0, leftBytes) : BLOCK
      leftBytes -= piece.length
      if (!req.write(piece)) return void req.once('drain', more)
    }
    req.end()
  }
  more()
}

export async function upload({ url, headers }: Upload, sizeBytes: number): Promise<void> {
  const req = request(url, { method: 'PUT', agent, headers: { ...headers, 'content-length': sizeBytes } })
  const answer = send(req)
  if (sizeBytes <= BLOCK.length) req.end(BLOCK.subarray(0, sizeBytes))
  else writeBlocks(req, sizeBytes)
  await drain(await answer)
}

export async function download(url: string, sizeBytes: number): Promise<void> {
  const req = request(url, { agent })
  const answer = send(req)
  req.end()
  const bytes = await drain(await answer)
  if (bytes !== sizeBytes) throw new Error(`got ${bytes} of ${sizeBytes} bytes`)
}

/** So many lanes, each with the next item as soon as it has done one. Items per second. */
export async function rateOf<TItem>(
  items: readonly TItem[],
  lanes: number,
  work: (item: TItem) => Promise<void>,
): Promise<number> {
  const queue = items.values()
  const startedAt = performance.now()
  const run = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: lanes }, run))
  return items.length / ((performance.now() - startedAt) / 1000)
}
