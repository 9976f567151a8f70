import { expect, test } from 'vitest'
import { seedCompleted, seedUpload } from '../builders.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite } from './database-suite.ts'

/** What every `UploadWatch` does. */
export function uploadWatchContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the UploadWatch contract`, makeHarness, scene => {
    test('tells which uploads are final or not there, and none that is open', async () => {
      const { ports, place } = scene()
      const open = await seedUpload(ports, place)
      const completed = await seedCompleted(ports, place)
      const canceled = await seedUpload(ports, place)
      await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
      const asked = [open.uploadId, completed.uploadId, canceled.uploadId, 'upl_nobody']
      const settled = await ports.watch.settledAmong(asked)
      expect(settled.sort()).toEqual([completed.uploadId, canceled.uploadId, 'upl_nobody'].sort())
      expect(await ports.watch.settledAmong([])).toEqual([])
    })
  })
}
