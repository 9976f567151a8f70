import { cp, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { resumeUpload } from './support/multipart.ts'
import { expectWhole, killWhileUploading, openStore, PARTS, uploadParts } from './support/multipart-kill.ts'
import { BUCKET, newFolder } from './support/test-store.ts'

describe('a store that is started again', () => {
  it('has the open uploads with their parts and metadata', async () => {
    await using folder = await newFolder()
    const before = await openStore(folder.dir)
    const upload = await uploadParts(before.client)
    const list = () => new ListPartsCommand(upload.at)
    const { Parts } = await before.client.send(list())
    await before.stop()
    await using after = await openStore(folder.dir)
    expect((await after.client.send(list())).Parts).toEqual(Parts)
    const { complete } = resumeUpload(after.client, upload.at)
    await complete(upload.listed)
    await expectWhole(after.client)
  })

  it('reports a damaged part, which then counts as never sent', async () => {
    await using folder = await newFolder()
    const before = await openStore(folder.dir)
    const upload = await uploadParts(before.client)
    await before.stop()
    const path = join(folder.dir, 'buckets', BUCKET, 'uploads', upload.at.UploadId ?? '', '00002.part')
    await truncate(path, 1000)
    const lines: object[] = []
    await using after = await openStore(folder.dir, line => lines.push(line))
    expect(lines).toContainEqual(expect.objectContaining({ event: 'damaged object file', path }))
    const again = resumeUpload(after.client, upload.at)
    await expect(again.complete(upload.listed)).rejects.toMatchObject({ name: 'InvalidPart' })
    await again.part(2, PARTS[1] ?? Buffer.alloc(0))
    await again.complete(upload.listed)
    await expectWhole(after.client)
  })

  it('ends an upload whose object was there already when the process died, as soon as it is completed again', async () => {
    await using folder = await newFolder()
    await using aside = await newFolder()
    const before = await openStore(folder.dir)
    const upload = await uploadParts(before.client)
    const dir = join(folder.dir, 'buckets', BUCKET, 'uploads')
    await cp(dir, join(aside.dir, 'uploads'), { recursive: true })
    await upload.complete(upload.listed)
    await before.stop()
    // Exactly what a death between the two renames leaves.
    await cp(join(aside.dir, 'uploads'), dir, { recursive: true })
    await using after = await openStore(folder.dir)
    const open = () => after.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))
    expect((await open()).Uploads).toHaveLength(1)
    await resumeUpload(after.client, upload.at).complete(upload.listed, { IfNoneMatch: '*' })
    expect((await open()).Uploads ?? []).toEqual([])
    await expectWhole(after.client)
  })
})

it('kill -9 while an upload is sent and completed leaves whole parts, and the whole object or the upload', {
  timeout: 120_000,
}, async () => {
  const found = await killWhileUploading(2)
  expect(found.cut).toBeGreaterThan(0)
})
