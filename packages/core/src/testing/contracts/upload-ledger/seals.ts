import { expect, test } from 'vitest'
import { newCompletion, newRenewal, seedCompleted, seedUpload } from '../../builders.ts'
import { keyStatesOf, type Scene } from '../database-suite.ts'

export function sealsContract(scene: () => Scene): void {
  const openSeal = (uploadId: string, attempt: number) =>
    scene().ports.uploads.openSeal({ uploadId, attempt, key: `${uploadId}/seal` })

  test('a seal is a row before it is written', async () => {
    const { ports, place, books } = scene()
    const { uploadId } = await seedUpload(ports, place)
    const seal = await openSeal(uploadId, 1)
    expect((await books()).keys).toContainEqual({
      keyId: seal?.keyId,
      key: `${uploadId}/seal`,
      uploadId,
      role: 'seal',
      state: 'open',
    })
  })

  test('a settled, canceled or unknown upload gets no seal', async () => {
    const { ports, place } = scene()
    const completed = await seedCompleted(ports, place)
    const { uploadId } = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes: false })
    expect(await openSeal(completed.uploadId, 1)).toBeNull()
    expect(await openSeal(uploadId, 1)).toBeNull()
    expect(await openSeal('upl_0000000000000000', 1)).toBeNull()
    expect(Object.keys(await keyStatesOf(scene(), completed.uploadId))).toEqual([completed.lastKey])
  })

  test('only the newest attempt gets a seal', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    await ports.uploads.renew(newRenewal(upload))
    expect(await openSeal(upload.uploadId, 1)).toBeNull()
    expect(await openSeal(upload.uploadId, 2)).not.toBeNull()
  })

  test('a seal that will not be served is doomed, and the upload stays open', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    const seal = await openSeal(upload.uploadId, 1)
    await ports.uploads.doomSeal(seal?.keyId ?? 0)
    expect(await keyStatesOf(scene(), upload.uploadId)).toEqual({
      [upload.lastKey]: 'open',
      [`${upload.uploadId}/seal`]: 'doomed',
    })
    expect(await ports.uploads.finish(newCompletion(upload))).toMatchObject({ outcome: 'finished' })
  })

  test('a live seal is never doomed this way, nor is a key that was put to', async () => {
    const { ports, place } = scene()
    const sealed = await seedUpload(ports, place)
    const seal = await openSeal(sealed.uploadId, 1)
    await ports.uploads.finish(newCompletion(sealed, { servedKeyId: seal?.keyId ?? 0 }))
    await ports.uploads.doomSeal(seal?.keyId ?? 0)
    expect(await keyStatesOf(scene(), sealed.uploadId)).toMatchObject({ [`${sealed.uploadId}/seal`]: 'live' })
    const open = await seedUpload(ports, place)
    await ports.uploads.doomSeal(open.putKey?.id ?? 0)
    expect(await keyStatesOf(scene(), open.uploadId)).toEqual({ [open.lastKey]: 'open' })
  })
}
