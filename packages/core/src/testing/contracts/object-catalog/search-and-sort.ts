import { expect, test } from 'vitest'
import type { ObjectQuery } from '../../../ports/object-catalog.ts'
import { newCompletion, seedBucket, seedPlace, seedUpload } from '../../builders.ts'
import { type Scene, tenantOf } from '../database-suite.ts'

const FILES: [string, number][] = [
  ['b.txt', 20],
  ['Alpha.txt', 5_000_000_000_000],
  ['100%_Ölbild\\.png', 3],
  ['zebra.txt', 0],
]

export function catalogSearchContract(scene: () => Scene): void {
  const seed = async () => {
    const { ports, place, stage } = scene()
    for (const [filename, fileSizeBytes] of FILES) {
      const upload = await seedUpload(ports, { ...place, filename, fileSizeBytes })
      await ports.uploads.finish(newCompletion(upload))
      await stage.elapse(1)
    }
  }
  const list = (query: Partial<ObjectQuery> = {}) => {
    const { ports, place } = scene()
    return ports.objects.list(place, { bucketId: null, limit: 100, ...query })
  }
  const namesOf = async (query: Partial<ObjectQuery>) =>
    (await list(query)).objects.map(({ blobs }) => blobs[0]?.filename)

  test.each([
    ['ALPHA', ['Alpha.txt']],
    ['ölB', ['100%_Ölbild\\.png']],
    ['%', ['100%_Ölbild\\.png']],
    ['_', ['100%_Ölbild\\.png']],
    ['\\', ['100%_Ölbild\\.png']],
    ['.TXT', ['zebra.txt', 'Alpha.txt', 'b.txt']],
    ['nothing', []],
  ])('search %s finds it literally, whatever the case', async (search, names) => {
    await seed()
    expect(await namesOf({ search })).toEqual(names)
  })

  test.each([
    ['filename', ['100%_Ölbild\\.png', 'Alpha.txt', 'b.txt', 'zebra.txt']],
    ['file_size_bytes', ['zebra.txt', '100%_Ölbild\\.png', 'b.txt', 'Alpha.txt']],
    ['created_at', FILES.map(([name]) => name)],
  ] as const)('sorts by %s in both directions, page by page', async (field, names) => {
    await seed()
    for (const direction of ['asc', 'desc'] as const) {
      const sort = { field, direction }
      const first = await list({ sort, limit: 3 })
      const second = await list({ sort, limit: 3, cursor: first.nextCursor ?? undefined })
      const paged = [...first.objects, ...second.objects].map(({ blobs }) => blobs[0]?.filename)
      expect(paged).toEqual(direction === 'asc' ? names : names.toReversed())
      expect(second.nextCursor).toBeNull()
    }
  })

  test('without a bucket, all buckets of the namespace and no other', async () => {
    const { ports, place } = scene()
    const second = await seedBucket(ports, tenantOf(place))
    const stranger = await seedPlace(ports)
    const objects = []
    for (const where of [place, second, stranger]) {
      const finished = await ports.uploads.finish(newCompletion(await seedUpload(ports, where)))
      objects.push(finished.outcome === 'finished' ? finished.upload.objectId : null)
    }
    const idsOf = async (query: Partial<ObjectQuery>) =>
      (await list(query)).objects.map(({ objectId }) => objectId).sort()
    expect(await idsOf({})).toEqual(objects.slice(0, 2).sort())
    expect(await idsOf({ bucketId: second.bucketId })).toEqual([objects[1]])
    const neighbor = { organizationId: place.organizationId, namespaceId: stranger.namespaceId }
    expect((await ports.objects.list(neighbor, { bucketId: null, limit: 9 })).objects).toEqual([])
  })
}
