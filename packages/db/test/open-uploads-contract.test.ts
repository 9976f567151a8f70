import { openUploadsContract } from '@landfall/core/testing'
import { expect, it } from 'vitest'
import { createDoomedKeys, createOpenUploads, createUploadLedger } from '../src/index.ts'
import { useContractDatabase } from './support/contract-harness.ts'
import { createTestDatabase } from './support/create-test-database.ts'
import { openTransaction } from './support/hold.ts'
import { seedPlace, seedUpload } from './support/seed.ts'

openUploadsContract('open uploads on Postgres', useContractDatabase())

it('what another worker holds is passed over and not waited for, open uploads as doomed keys', async () => {
  await using test = await createTestDatabase()
  const uploads = createUploadLedger(test.db)
  const place = await seedPlace(test.db)
  for (let count = 0; count < 4; count += 1) {
    const { uploadId } = await seedUpload(uploads, place)
    if (count > 1) await uploads.finish({ kind: 'canceled', uploadId, keepBytes: false })
  }
  await test.db.prisma.$executeRawUnsafe(`UPDATE upload SET next_check_at = now() WHERE status = 'PENDING'`)
  await using held = await openTransaction(test.url)
  const take = async (db: typeof test.db) => [
    (await createOpenUploads(db).claimDue(1, 60)).length,
    (await createDoomedKeys(db).claim(1, 60)).length,
  ]
  expect(await take(held.db)).toEqual([1, 1])
  // Nobody commits before: who waited here would wait for ever.
  expect(await take(test.db)).toEqual([1, 1])
  expect(await take(test.db)).toEqual([0, 0])
  await held.commit()
})
