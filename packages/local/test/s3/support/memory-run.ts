import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { startStoreProcess } from './store-process.ts'
import { BUCKET, newClient, newFolder } from './test-store.ts'

/** Sends one large object through the store and back, and watches the store's process meanwhile. */
export type MemoryRun = { putGrowthMiB: number; copyGrowthMiB: number; getGrowthMiB: number; isSame: boolean }

const MIB = 1024 * 1024

function residentMiB(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024
}

/** How far above where it began the resident size climbed while the work was going on. */
export async function growthDuring(pid: number, work: () => Promise<void>): Promise<number> {
  const before = residentMiB(pid)
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMiB(pid))
  }, 50)
  await work().finally(() => clearInterval(timer))
  return Math.round(peak - before)
}

/** Writes the same block over and over, as fast as the store takes it. */
export function sendBlocks(url: string, sizeBytes: number): Promise<string> {
  const block = Buffer.alloc(MIB, 'memory ')
  return new Promise((resolve, reject) => {
    const req = request(url, { method: 'PUT', agent: false, headers: { 'content-length': sizeBytes } })
    req.on('error', reject)
    req.on('response', res => {
      res.resume()
      res.on('end', () => resolve(String(res.headers.etag)))
    })
    let left = sizeBytes
    const more = (): void => {
      while (left > 0) {
        const piece = block.subarray(0, Math.min(left, MIB))
        left -= piece.length
        if (!req.write(piece)) return void req.once('drain', more)
      }
      req.end()
    }
    more()
  })
}

export async function readMd5(url: string): Promise<string> {
  const hash = createHash('md5')
  const response = await fetch(url)
  for await (const chunk of response.body ?? []) hash.update(chunk)
  return `"${hash.digest('hex')}"`
}

export async function memoryRun(sizeBytes: number): Promise<MemoryRun> {
  await using folder = await newFolder()
  await using store = await startStoreProcess(folder.dir)
  const client = newClient(store.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
  const pid = store.child.pid ?? 0
  const at = { Bucket: BUCKET, Key: 'big' }
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const putUrl = await getSignedUrl(client, new PutObjectCommand(at))
  const getUrl = await getSignedUrl(client, new GetObjectCommand({ ...at, Key: 'copy' }))
  // The first request compiles code and fills buffers that stay.
  await sendBlocks(putUrl, 20 * MIB)

  let etag = ''
  let readBack = ''
  const putGrowthMiB = await growthDuring(pid, async () => {
    etag = await sendBlocks(putUrl, sizeBytes)
  })
  const copyGrowthMiB = await growthDuring(pid, async () => {
    await client.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key: 'copy',
        CopySource: `${BUCKET}/big`,
        ChecksumAlgorithm: 'SHA256',
      }),
    )
  })
  const getGrowthMiB = await growthDuring(pid, async () => {
    readBack = await readMd5(getUrl)
  })
  client.destroy()
  return { putGrowthMiB, copyGrowthMiB, getGrowthMiB, isSame: readBack === etag }
}
