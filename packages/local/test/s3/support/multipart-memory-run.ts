import { createHash } from 'node:crypto'
import {
  type CompletedPart,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { createHasher } from '../../../src/s3/checksum/hasher.ts'
import { growthDuring, readMd5, sendBlocks } from './memory-run.ts'
import { beginUpload, MIB } from './multipart.ts'
import { startStoreProcess } from './store-process.ts'
import { BUCKET, newClient, newFolder } from './test-store.ts'

/** Sends an object in equal large parts, completes it, reads it back, and watches the store's process meanwhile. */
export type MultipartMemoryRun = {
  partsGrowthMiB: number
  completeGrowthMiB: number
  getGrowthMiB: number
  isSame: boolean
}

const at = { Bucket: BUCKET, Key: 'big' }

/** Of what `sendBlocks` sends, computed here from one end to the other. */
async function expectedDigests(sizeBytes: number): Promise<{ md5: string; crc64: string }> {
  const block = Buffer.alloc(MIB, 'memory ')
  const md5 = createHash('md5')
  const crc64 = await createHasher('CRC64NVME')
  for (let sent = 0; sent < sizeBytes; sent += MIB) {
    md5.update(block)
    crc64.update(block)
  }
  return { md5: `"${md5.digest('hex')}"`, crc64: crc64.digest().toString('base64') }
}

export async function multipartMemoryRun(partBytes: number, count: number): Promise<MultipartMemoryRun> {
  await using folder = await newFolder()
  await using store = await startStoreProcess(folder.dir)
  const client = newClient(store.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' })
  const pid = store.child.pid ?? 0
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const upload = await beginUpload(client, at)
  const urlOf = (PartNumber: number) =>
    getSignedUrl(client, new UploadPartCommand({ ...upload.at, PartNumber }))
  // The first request compiles code and fills buffers that stay.
  await sendBlocks(await urlOf(1), 20 * MIB)

  const listed: CompletedPart[] = []
  const partsGrowthMiB = await growthDuring(pid, async () => {
    for (let n = 1; n <= count; n += 1) {
      listed.push({ PartNumber: n, ETag: await sendBlocks(await urlOf(n), partBytes) })
    }
  })
  const completeGrowthMiB = await growthDuring(pid, async () => {
    await upload.complete(listed, { MpuObjectSize: partBytes * count })
  })
  const url = await getSignedUrl(client, new GetObjectCommand(at))
  let readBack = ''
  const getGrowthMiB = await growthDuring(pid, async () => {
    readBack = await readMd5(url)
  })
  const head = await client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
  client.destroy()
  const expected = await expectedDigests(partBytes * count)
  const isSame = readBack === expected.md5 && head.ChecksumCRC64NVME === expected.crc64
  return { partsGrowthMiB, completeGrowthMiB, getGrowthMiB, isSame }
}
