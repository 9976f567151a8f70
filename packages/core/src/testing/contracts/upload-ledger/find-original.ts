import { expect, test } from 'vitest'
import type { UploadRecord } from '../../../domain/upload.ts'
import type { NewUpload } from '../../../ports/upload-ledger.ts'
import { newCompletion, seedBucket, seedPlace, seedUpload } from '../../builders.ts'
import { type Scene, tenantOf } from '../database-suite.ts'

const SHA256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

export function findOriginalContract(scene: () => Scene): void {
  const store = async (fields: Partial<NewUpload> = {}, sha256: string | null = SHA256) => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, { ...place, fileSizeBytes: 700, ...fields })
    const finished = await ports.uploads.finish(newCompletion(upload, { observed: { sha256 } }))
    if (finished.outcome !== 'finished') throw new RangeError(`store: ${finished.outcome}`)
    return finished.upload
  }
  const find = (fields: Partial<Parameters<typeof ask>[0]> = {}) => ask({ ...scene().place, ...fields })
  const ask = (wanted: {
    organizationId: string
    namespaceId: string
    bucketId: string
    owner?: string
    fileSizeBytes?: number | null
    createObject?: boolean
  }) => {
    const { owner = null, fileSizeBytes = 700, createObject = true, ...place } = wanted
    return scene().ports.uploads.findOriginal(
      { ...place, owner },
      { sha256: SHA256, fileSizeBytes, createObject },
    )
  }
  const remove = ({ objectId }: UploadRecord) =>
    scene().ports.objects.delete(scene().place, { objectId: objectId ?? '', bucketId: null })

  test('answers the first upload whose bytes were verified to be these', async () => {
    expect(await find()).toBeNull()
    const first = await store()
    await store()
    expect(await find()).toEqual(first)
    expect(await find({ fileSizeBytes: null })).toEqual(first)
  })

  test('a declared or unverified digest, open uploads and other sizes do not match', async () => {
    const { ports, place } = scene()
    await store({}, null)
    await seedUpload(ports, {
      ...place,
      checksum: { algorithm: 'SHA256', value: 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' },
    })
    expect(await find()).toBeNull()
    await store()
    expect(await find({ fileSizeBytes: 701 })).toBeNull()
  })

  test('empty files never match', async () => {
    await store({ fileSizeBytes: 0 })
    expect(await find({ fileSizeBytes: 0 })).toBeNull()
    expect(await find({ fileSizeBytes: null })).toBeNull()
  })

  test('stays within tenant, bucket and owner', async () => {
    const { ports, place } = scene()
    await store({ owner: 'ada' })
    expect(await find()).toBeNull()
    expect(await find({ owner: 'bob' })).toBeNull()
    expect(await find({ owner: 'ada' })).not.toBeNull()
    const others = [await seedBucket(ports, tenantOf(place)), await seedPlace(ports)]
    for (const other of others) expect(await find({ ...other, owner: 'ada' })).toBeNull()
  })

  test('one without an object is none for a create that wants one, nor the other way round', async () => {
    const without = await store({ createObject: false })
    expect(await find()).toBeNull()
    expect(await find({ createObject: false })).toEqual(without)
  })

  test('an upload that let go of the bytes is passed over for one that still has them', async () => {
    const [first, second] = [await store(), await store()]
    await remove(first)
    expect(await find()).toEqual(second)
    await remove(second)
    expect(await find()).toBeNull()
  })

  test('an upload without an object is passed over once it is deleted', async () => {
    const { ports } = scene()
    const [first, second] = [await store({ createObject: false }), await store({ createObject: false })]
    await ports.uploads.dropReference(first.uploadId)
    expect(await find({ createObject: false })).toEqual(second)
  })
}
