import { expect, test } from 'vitest'
import type { UploadRecord } from '../../../domain/upload.ts'
import type { UploadQuery } from '../../../ports/upload-ledger.ts'
import { seedBucket, seedCompleted, seedUpload } from '../../builders.ts'
import { testIds } from '../../ids.ts'
import type { Scene } from '../database-suite.ts'

const idsOf = (uploads: UploadRecord[]) => uploads.map(({ uploadId }) => uploadId)

export function listsContract(scene: () => Scene): void {
  const list = (query: Partial<UploadQuery> = {}) => {
    const { ports, place } = scene()
    return ports.uploads.list(place, { bucketId: place.bucketId, limit: 100, ...query })
  }
  const seed = async (count: number) => {
    const { ports, place, stage } = scene()
    const ids: string[] = []
    for (let made = 0; made < count; made += 1) {
      ids.unshift((await seedUpload(ports, place)).uploadId)
      await stage.elapse(1)
    }
    return ids
  }
  /** All pages, following the cursor; fails instead of looping for ever. */
  const walk = async (limit: number) => {
    const pages: string[][] = []
    let cursor: string | null | undefined
    do {
      const page: { uploads: UploadRecord[]; nextCursor: string | null } = await list({
        limit,
        cursor: cursor ?? undefined,
      })
      pages.push(idsOf(page.uploads))
      cursor = page.nextCursor
    } while (cursor !== null && pages.length < 20)
    return pages
  }

  test('newest first, each as find shows it', async () => {
    const { ports, place } = scene()
    const ids = await seed(3)
    const { uploads, nextCursor } = await list()
    expect(idsOf(uploads)).toEqual(ids)
    expect(nextCursor).toBeNull()
    expect(uploads[0]).toEqual(await ports.uploads.find(place, ids[0] ?? ''))
  })

  test('the pages hold every upload once, in order, and the last one says so', async () => {
    const ids = await seed(5)
    expect(await walk(2)).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)])
    expect(await walk(5)).toEqual([ids])
  })

  test('uploads created at the same moment are neither lost nor repeated', async () => {
    const ids = await seed(5)
    await scene().stage.levelTimes()
    const pages = await walk(2)
    expect(pages.map(page => page.length)).toEqual([2, 2, 1])
    expect(pages.flat().sort()).toEqual(ids.sort())
  })

  test('an upload that comes meanwhile does not move the next page', async () => {
    const { ports, place } = scene()
    const ids = await seed(4)
    const first = await list({ limit: 2 })
    await seedUpload(ports, place)
    const second = await list({ limit: 2, cursor: first.nextCursor ?? undefined })
    expect(idsOf(second.uploads)).toEqual(ids.slice(2))
  })

  test('pages by offset too, where no cursor is given', async () => {
    const ids = await seed(4)
    const { nextCursor } = await list({ limit: 1 })
    expect(idsOf((await list({ limit: 2, offset: 1 })).uploads)).toEqual(ids.slice(1, 3))
    expect(idsOf((await list({ offset: 9 })).uploads)).toEqual([])
    const both = await list({ limit: 1, offset: 3, cursor: nextCursor ?? undefined })
    expect(idsOf(both.uploads)).toEqual(ids.slice(1, 2))
  })

  test('filters by status, by owner and by both, and counts the same uploads', async () => {
    const { ports, place } = scene()
    const openOfAda = await seedUpload(ports, { ...place, owner: 'ada', fileSizeBytes: 10 })
    const doneOfAda = await seedCompleted(ports, { ...place, owner: 'ada', fileSizeBytes: 200 })
    const done = await seedCompleted(ports, { ...place, owner: null, fileSizeBytes: 3000 })
    const unsized = await seedUpload(ports, { ...place, owner: 'bob', fileSizeBytes: null })
    const cases = [
      [{}, [openOfAda, doneOfAda, done, unsized], 3210, { PENDING: 2, COMPLETED: 2 }],
      [{ statuses: ['COMPLETED'] }, [doneOfAda, done], 3200, { COMPLETED: 2 }],
      [{ owner: 'ada' }, [openOfAda, doneOfAda], 210, { PENDING: 1, COMPLETED: 1 }],
      [{ owner: 'ada', statuses: ['COMPLETED'] }, [doneOfAda], 200, { COMPLETED: 1 }],
      [{ statuses: ['FAILED', 'COMPLETED'] }, [doneOfAda, done], 3200, { COMPLETED: 2 }],
      [{ statuses: ['PENDING', 'COMPLETED'], owner: 'bob' }, [unsized], 0, { PENDING: 1 }],
      [{ owner: 'nobody' }, [], 0, {}],
    ] as const
    for (const [filter, uploads, totalSizeBytes, byStatus] of cases) {
      expect(idsOf((await list(filter)).uploads).sort()).toEqual(idsOf([...uploads]).sort())
      const stats = await ports.uploads.stats(place, { bucketId: place.bucketId, ...filter })
      const buckets = uploads.length === 0 ? 0 : 1
      expect(stats).toEqual({
        isEstimated: false,
        buckets,
        totalUploads: uploads.length,
        totalSizeBytes,
        byStatus,
      })
    }
  })

  test('an upload that a task confirms is counted as it is shown', async () => {
    const { ports, place } = scene()
    const { uploadId, attempt } = await seedUpload(ports, place)
    await seedUpload(ports, place)
    const claim = { etag: null, fileSizeBytes: null, checksum: null }
    await ports.tasks.startConfirm({ taskId: testIds.next('task'), uploadId, attempt, claim })
    const { byStatus } = await ports.uploads.stats(place, { bucketId: place.bucketId })
    expect(byStatus).toEqual({ PENDING: 1, PROCESSING: 1 })
  })

  test('filters hold on every page', async () => {
    const { ports, place, stage } = scene()
    for (const owner of ['ada', 'bob', 'ada', 'bob', 'ada']) {
      await seedUpload(ports, { ...place, owner })
      await stage.elapse(1)
    }
    const first = await list({ owner: 'ada', limit: 2 })
    const second = await list({ owner: 'ada', limit: 2, cursor: first.nextCursor ?? undefined })
    expect([...first.uploads, ...second.uploads].map(({ owner }) => owner)).toEqual(['ada', 'ada', 'ada'])
    expect(second.nextCursor).toBeNull()
  })

  test('shows one bucket only', async () => {
    const { ports, place } = scene()
    const other = await seedBucket(ports, {
      organizationId: place.organizationId,
      namespaceId: place.namespaceId,
    })
    await seedUpload(ports, place)
    const { uploadId } = await seedUpload(ports, other)
    expect(idsOf((await list({ bucketId: other.bucketId })).uploads)).toEqual([uploadId])
  })
}
