import { compareStore, deleteDoomedKeys, renewMark } from '@landfall/core/services'
import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { expect, it } from 'vitest'
import { BYTES, callerOf, storeUpload } from './support/uploads.ts'

/** As strangers name their files; the last one no row could hold. */
const ODD = [
  'a b+c%20d/é.txt',
  'q\'&=?#\\"<>|{}^`.txt',
  '100%',
  '%2F',
  'tab\there',
  '漢字/😀',
  'z//y',
  'nul\u0000x',
]

/** What a worker does when it is asked, as of a time when nothing that is there is young any more. */
async function scan({ runtime, database }: TestInstallation): Promise<number> {
  const { services } = runtime
  const reportId = await services.orphanReports.begin()
  await database.sql(`UPDATE orphan_report SET started_at = now() + interval '2 days' WHERE id = $1`, [
    reportId,
  ])
  await compareStore(services, reportId)
  return reportId
}

it('keys of strangers are found whatever their names, and only those go that no row knows and nobody changed', async () => {
  await using installation = await startTestInstallation()
  const { runtime, database } = installation
  const { services } = runtime
  const { store } = services
  await renewMark(services)
  const caller = await callerOf(installation)
  const served = await storeUpload(caller)
  await caller.uploads.confirm(served.ref)
  await deleteDoomedKeys(services)
  const { s3_key: key } = await caller.uploads.get(served.ref)
  const late = await storeUpload(caller)
  const rename = `UPDATE stored_key SET key = $2 WHERE key = $1`
  await database.sql(rename, [late.s3_key, 'as yet invisible'])
  for (const name of [...ODD, 'changed']) await store.putBytes(name, BYTES, 'text/plain')

  const reportId = await scan(installation)
  const operator = await callerOf(installation, { isOperator: true })
  const report = await operator.admin.getOrphanReport({ report_id: reportId })
  expect(report).toMatchObject({ state: 'done', keys: ODD.length + 3, orphans: ODD.length + 2, missing: 0 })
  const named = [...ODD.slice(0, -1), 'changed', late.s3_key]
  expect(report.listed.map(orphan => orphan.key).sort()).toEqual(named.sort())

  await expect(operator.admin.deleteOrphans({ report_id: reportId })).rejects.toThrow('1 %')
  // Of a larger prefix they would be few.
  await database.sql(`UPDATE orphan_report SET figures = jsonb_set(figures, '{keys}', '10000')`)
  await database.sql(rename, ['as yet invisible', late.s3_key])
  await store.putBytes('changed', new Uint8Array([1]), 'text/plain')
  expect(await operator.admin.deleteOrphans({ report_id: reportId })).toEqual({
    ...{ deleted: ODD.length - 1, changed: 1, known: 1, older: 0, has_more: false },
  })
  expect((await installation.listKeys()).sort()).toEqual([key, late.s3_key, 'changed', 'nul\u0000x'].sort())
})
