import { expect, test } from 'vitest'
import type { SortOrder } from '../../../domain/page-cursor.ts'
import type { UploadQuery } from '../../../ports/upload-ledger.ts'
import { newCompletion, seedBucket, seedPlace, seedUpload } from '../../builders.ts'
import { type Scene, tenantOf } from '../database-suite.ts'

/** Name and declared size; null: none. */
const FILES: [string, number | null][] = [
  ['b.txt', 20],
  ['Alpha.txt', 5_000_000_000_000],
  ['alpha 2.txt', null],
  ['Ölbild.png', 3],
  ['100%_done\\.txt', 20],
  ['zebra.txt', 0],
]

const SORTED: [SortOrder, string[]][] = [
  [
    { field: 'filename', direction: 'asc' },
    ['100%_done\\.txt', 'alpha 2.txt', 'Alpha.txt', 'b.txt', 'zebra.txt', 'Ölbild.png'],
  ],
  [
    { field: 'file_size_bytes', direction: 'asc' },
    ['alpha 2.txt', 'zebra.txt', 'Ölbild.png', 'b.txt', '100%_done\\.txt', 'Alpha.txt'],
  ],
  [{ field: 'created_at', direction: 'asc' }, FILES.map(([name]) => name)],
]

export function searchAndSortContract(scene: () => Scene): void {
  const seed = async () => {
    const { ports, place, stage } = scene()
    for (const [filename, fileSizeBytes] of FILES) {
      await seedUpload(ports, { ...place, filename, fileSizeBytes })
      await stage.elapse(1)
    }
  }
  const list = (query: Partial<UploadQuery> = {}) => {
    const { ports, place } = scene()
    return ports.uploads.list(place, { bucketId: null, limit: 100, ...query })
  }
  const namesOf = async (query: Partial<UploadQuery>) =>
    (await list(query)).uploads.map(({ filename }) => filename)

  test.each([
    ['ALPHA', ['alpha 2.txt', 'Alpha.txt']],
    ['ölB', ['Ölbild.png']],
    ['%', ['100%_done\\.txt']],
    ['_', ['100%_done\\.txt']],
    ['\\', ['100%_done\\.txt']],
    ['.TXT', ['zebra.txt', '100%_done\\.txt', 'alpha 2.txt', 'Alpha.txt', 'b.txt']],
    ['nothing', []],
  ])('search %s finds it literally, whatever the case, and counts the same', async (search, names) => {
    await seed()
    const { ports, place } = scene()
    expect(await namesOf({ search })).toEqual(names)
    expect((await ports.uploads.stats(place, { bucketId: null, search })).totalUploads).toBe(names.length)
  })

  test.each(SORTED)('sorts by %o, and the other way round', async (sort, names) => {
    await seed()
    expect(await namesOf({ sort })).toEqual(names)
    expect(await namesOf({ sort: { ...sort, direction: 'desc' } })).toEqual(names.toReversed())
  })

  test.each(SORTED)('by %o, the pages hold every upload once', async (sort, names) => {
    await seed()
    for (const direction of ['asc', 'desc'] as const) {
      const paged: string[] = []
      let cursor: string | null = null
      do {
        const query: Partial<UploadQuery> = { sort: { ...sort, direction }, limit: 2 }
        const page = await list({ ...query, cursor: cursor ?? undefined })
        paged.push(...page.uploads.map(({ filename }) => filename))
        cursor = page.nextCursor
      } while (cursor !== null && paged.length < 20)
      expect(paged).toEqual(direction === 'asc' ? names : names.toReversed())
    }
  })

  test('equals are neither lost nor repeated, and the size is the one that was found', async () => {
    const { ports, place } = scene()
    for (let count = 0; count < 5; count += 1)
      await seedUpload(ports, { ...place, filename: 'same.txt', fileSizeBytes: null })
    for (const field of ['filename', 'file_size_bytes'] as const) {
      const sort = { field, direction: 'desc' } as const
      const first = await list({ sort, limit: 3 })
      const second = await list({ sort, limit: 3, cursor: first.nextCursor ?? undefined })
      const ids = [...first.uploads, ...second.uploads].map(({ uploadId }) => uploadId)
      expect(new Set(ids).size).toBe(5)
      expect(second.nextCursor).toBeNull()
    }
    const { uploads } = await list({ limit: 1 })
    const [upload] = uploads
    if (upload === undefined) throw new RangeError('no upload')
    await ports.uploads.finish(newCompletion(upload, { observed: { sizeBytes: 7 } }))
    const [largest] = (await list({ sort: { field: 'file_size_bytes', direction: 'desc' } })).uploads
    expect(largest).toMatchObject({ uploadId: upload.uploadId, fileSizeBytes: 7 })
  })

  test('without a bucket, all buckets of the namespace and no other', async () => {
    const { ports, place, stage } = scene()
    const second = await seedBucket(ports, tenantOf(place))
    const stranger = await seedPlace(ports)
    const namespaceId = stranger.namespaceId
    await seedUpload(ports, { ...place, filename: 'one' })
    await stage.elapse(1)
    await seedUpload(ports, { ...second, filename: 'two' })
    await seedUpload(ports, { ...stranger, filename: 'three' })
    expect(await namesOf({})).toEqual(['two', 'one'])
    expect(await namesOf({ bucketId: second.bucketId })).toEqual(['two'])
    expect(await ports.uploads.stats(place, { bucketId: null })).toMatchObject({
      buckets: 2,
      totalUploads: 2,
    })
    const neighbor = { organizationId: place.organizationId, namespaceId }
    expect((await ports.uploads.list(neighbor, { bucketId: null, limit: 9 })).uploads).toEqual([])
  })

  test('several statuses, a search and a sort hold together on every page', async () => {
    await seed()
    const { ports } = scene()
    const [canceled] = (await list({ search: 'zebra' })).uploads
    await ports.uploads.finish({ kind: 'canceled', uploadId: canceled?.uploadId ?? '', keepBytes: false })
    const query: Partial<UploadQuery> = {
      statuses: ['CANCELED', 'PENDING'],
      search: 'a',
      sort: { field: 'filename', direction: 'asc' },
    }
    const first = await list({ ...query, limit: 2 })
    const second = await list({ ...query, limit: 2, cursor: first.nextCursor ?? undefined })
    expect([...first.uploads, ...second.uploads].map(({ filename }) => filename)).toEqual([
      'alpha 2.txt',
      'Alpha.txt',
      'zebra.txt',
    ])
    expect(await namesOf({ ...query, statuses: ['CANCELED'] })).toEqual(['zebra.txt'])
  })
}
