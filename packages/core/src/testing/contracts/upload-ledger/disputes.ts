import { expect, test } from 'vitest'
import type { UploadRecord } from '../../../domain/upload.ts'
import { newCompletion, newRenewal, seedCompleted, seedUpload } from '../../builders.ts'
import type { Scene } from '../database-suite.ts'

const refusalOf = ({ uploadId, attempt }: UploadRecord) => ({
  uploadId,
  attempt,
  kind: 'confirm_refused',
  detail: { code: 'ETAG_MISMATCH', source: 'claimed' },
})

const completion = (upload: UploadRecord, settledBy: 'client' | 'batch' | 'event' | 'sweep') =>
  newCompletion(upload, { settledBy })

export function disputesContract(scene: () => Scene): void {
  const open = () => seedUpload(scene().ports, scene().place)
  const found = (uploadId: string) => scene().ports.uploads.findById(uploadId)
  const kindsOf = async (uploadId: string) =>
    (await scene().ports.uploads.events(scene().place, uploadId)).map(({ kind }) => kind)

  test('what a client disputed is remembered with the refusal, until it renews', async () => {
    const { uploads } = scene().ports
    const upload = await open()
    expect(await uploads.dispute(refusalOf(upload), 'one')).toBe(true)
    expect(await uploads.dispute(refusalOf(upload), 'two')).toBe(true)
    expect(await found(upload.uploadId)).toEqual({ ...upload, disputedEtag: 'two' })
    expect(await kindsOf(upload.uploadId)).toEqual(['created', 'confirm_refused', 'confirm_refused'])
    await uploads.renew(newRenewal(upload))
    expect(await found(upload.uploadId)).toMatchObject({ attempt: 2, disputedEtag: null })
  })

  test('of an old attempt, or of a settled upload, nothing is written', async () => {
    const { uploads } = scene().ports
    const renewed = await open()
    await uploads.renew(newRenewal(renewed))
    const settled = await seedCompleted(scene().ports, scene().place)
    for (const upload of [renewed, settled]) {
      const before = [await found(upload.uploadId), await kindsOf(upload.uploadId)]
      expect(await uploads.dispute(refusalOf(upload), 'one')).toBe(false)
      expect([await found(upload.uploadId), await kindsOf(upload.uploadId)]).toEqual(before)
    }
  })

  test.each(['event', 'sweep'] as const)(
    'the %s loses to a dispute that it did not know',
    async settledBy => {
      const { uploads } = scene().ports
      const upload = await open()
      await uploads.dispute(refusalOf(upload), 'one')
      const disputed = await found(upload.uploadId)
      expect(await uploads.finish(completion(upload, settledBy))).toEqual({
        outcome: 'lost',
        upload: disputed,
      })
      expect(await found(upload.uploadId)).toEqual(disputed)
      // Which bytes it judged knowing of it is its own affair.
      const again = await uploads.finish(completion(disputed ?? upload, settledBy))
      expect(again).toMatchObject({ outcome: 'finished', upload: { status: 'COMPLETED' } })
    },
  )

  test.each(['client', 'batch'] as const)(
    'a confirm of the %s settles what it disputed before',
    async settledBy => {
      const { uploads } = scene().ports
      const upload = await open()
      await uploads.dispute(refusalOf(upload), 'one')
      const finished = await uploads.finish(completion(upload, settledBy))
      expect(finished).toMatchObject({ outcome: 'finished', upload: { status: 'COMPLETED' } })
    },
  )

  test('of a dispute and the sweep at the same time one is first, and the other learns of it', async () => {
    const { uploads } = scene().ports
    for (let time = 0; time < 8; time += 1) {
      const upload = await open()
      const [isTold, finished] = await Promise.all([
        uploads.dispute(refusalOf(upload), 'one'),
        uploads.finish(completion(upload, 'sweep')),
      ])
      expect(finished.outcome).toBe(isTold ? 'lost' : 'finished')
      expect((await found(upload.uploadId))?.status).toBe(isTold ? 'PENDING' : 'COMPLETED')
    }
  })
}
