import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, describe, expect, it } from 'vitest'
import { pendingUpload as upload } from '../../test/support/pending-upload.ts'
import { createFileStore } from './file-store.ts'
import { createIndexedDbStore, type IndexedDb } from './indexed-db-store.ts'
import { createMemoryStore } from './memory-store.ts'
import type { UploadStore } from './upload-store.ts'

const root = await mkdtemp(join(tmpdir(), 'landfall-pending-'))
afterAll(() => rm(root, { recursive: true }))

/** Two of the same place: what one has saved the other finds, as the next page or process would. */
const PLACES: [string, (place: string) => [UploadStore, UploadStore]][] = [
  [
    'memory',
    () => {
      const store = createMemoryStore()
      return [store, store]
    },
  ],
  ['a folder', place => [createFileStore(join(root, place)), createFileStore(join(root, place))]],
  [
    'IndexedDB',
    () => {
      const factory = new IDBFactory() as unknown as IndexedDb
      return [createIndexedDbStore(factory), createIndexedDbStore(factory)]
    },
  ],
]

describe.each(PLACES)('uploads in progress, kept in %s', (name, open) => {
  it('are there for whoever comes next, whole', async () => {
    const [store, next] = open(`${name}-kept`)
    const confirming = upload({
      uploadId: 'upl_2',
      claim: { bucket: 'uploads', upload_id: 'upl_2', checksum: { algorithm: 'CRC64NVME', value: 'x=' } },
    })
    await store.save(upload())
    await store.save(confirming)
    const found = (await next.list()).toSorted((one, other) => one.uploadId.localeCompare(other.uploadId))
    expect(found).toEqual([upload(), confirming])
  })

  it('are replaced by id', async () => {
    const [store, next] = open(`${name}-replaced`)
    await store.save(upload())
    await store.save(upload({ attempt: 2 }))
    expect(await next.list()).toEqual([upload({ attempt: 2 })])
  })

  it('are gone once removed, however often', async () => {
    const [store, next] = open(`${name}-removed`)
    await store.save(upload())
    await store.save(upload({ uploadId: 'upl_2' }))
    await store.remove('upl_1')
    await store.remove('upl_1')
    expect((await next.list()).map(({ uploadId }) => uploadId)).toEqual(['upl_2'])
  })

  it('are none at first', async () => {
    const [store] = open(`${name}-none`)
    expect(await store.list()).toEqual([])
  })

  it('are copies: changing one later changes nothing here', async () => {
    const [store] = open(`${name}-copies`)
    const mine = upload()
    await store.save(mine)
    mine.attempt = 7
    expect(await store.list()).toEqual([upload()])
  })
})

it('a folder with files of others, or cut off ones, still tells the rest, and keeps ids inside', async () => {
  const dir = join(root, 'mixed')
  const store = createFileStore(dir)
  await store.save(upload({ uploadId: '../outside' }))
  await writeFile(join(dir, 'half.json'), '{"uploadId": "upl_')
  await writeFile(join(dir, 'README'), 'not ours')
  expect((await store.list()).map(({ uploadId }) => uploadId)).toEqual(['../outside'])
  expect((await readdir(dir)).toSorted()).toEqual(['..%2Foutside.json', 'README', 'half.json'])
})
