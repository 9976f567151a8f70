import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { type SignedPart, signParts } from './support/parts.ts'
import { startApi } from './support/start-api.ts'
import { confirm, createUpload, getUpload } from './support/uploads.ts'

/** More than one PUT can hold. Sparse where it comes from; every byte goes over the wire and into the store. */
const SIZE = 6 * 1024 ** 3 + 1
const PART = 128 * 1024 ** 2

it('a file of 6 GiB and a byte goes through in parts', { timeout: 1_800_000 }, async () => {
  await using api = await startApi()
  await api.runtime.ensureProbed()
  const folder = await mkdtemp(join(tmpdir(), 'landfall-large-'))
  try {
    const path = join(folder, 'sparse.bin')
    await using file = await open(path, 'w+')
    await file.truncate(SIZE)
    const buffer = Buffer.alloc(PART)

    const multipart = { part_size_bytes: PART }
    const created = await createUpload(api, { file_size_bytes: SIZE, multipart })
    const count = Math.ceil(SIZE / PART)
    expect(created).toMatchObject({ multipart: { part_size_bytes: PART, part_count: count } })
    for (let partNumber = 1; partNumber <= count; partNumber++) {
      const { body } = await signParts(api, created.upload_id, { json: { part_numbers: [partNumber] } })
      const [part] = body.parts as SignedPart[]
      const { bytesRead } = await file.read(buffer, 0, PART, (partNumber - 1) * PART)
      const bytes = buffer.subarray(0, bytesRead)
      const send = () => fetch(part?.presigned_url ?? '', { method: 'PUT', body: bytes })
      // A kept-alive socket may be closed just as it is written to; a part can be sent again.
      const answer = await send().catch(send).catch(send)
      await answer.arrayBuffer()
      expect([partNumber, answer.status]).toEqual([partNumber, 200])
    }
    // Putting so much together may take longer than anybody waits for an answer; then the same request is sent again.
    const confirmed = await vi.waitFor(
      async () => {
        const answer = await confirm(api, created.upload_id, { file_size_bytes: SIZE })
        expect(answer.body).toMatchObject({ status: 'COMPLETED', file_size_bytes: SIZE })
        return answer
      },
      { timeout: 900_000, interval: 1_000 },
    )
    expect(confirmed.body.etag).toMatch(new RegExp(`-${count}$`))
    const read = await getUpload(api, created.upload_id, '?return_presigned_urls=true')
    const head = await fetch(read.body.presigned_url, { headers: { range: `bytes=${SIZE - 1}-` } })
    expect([head.status, head.headers.get('content-range')]).toEqual([
      206,
      `bytes ${SIZE - 1}-${SIZE - 1}/${SIZE}`,
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
})
