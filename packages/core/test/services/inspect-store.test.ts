import type { StoreInspection } from '@landfall/core/ports'
import { inspectStore } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../support/uploads.ts'

type Change = (inspection: StoreInspection) => void

async function inspect(change: Change = () => undefined, origins: string[] = []) {
  const test = await createTestServices({ isProbed: false })
  bendInspection(test, await test.deps.storeInspector.inspect(), change)
  const actor = { ...test.actor, isOperator: true }
  const report = await inspectStore(test.deps, actor, { origins })
  if (!report.ok) throw new Error(report.error.message)
  return { ...report.value, test }
}

function bendInspection(test: TestServices, inspection: StoreInspection, change: Change): void {
  change(inspection)
  test.deps.storeInspector.inspect = async () => inspection
}

const capable = (change: Record<string, boolean>) => (inspection: StoreInspection) => {
  if (inspection.probe.seen) Object.assign(inspection.probe.value.capabilities, change)
}

const UNSEEN = { seen: false, reason: 'x' } as const

const having = (change: Partial<StoreInspection>) => (inspection: StoreInspection) =>
  void Object.assign(inspection, change)

const lifecycle = (...rules: Record<string, unknown>[]) => having({ lifecycle: { seen: true, value: rules } })

const ABORTS = { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }
const EXPIRES = { ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } }

describe('a look at the store', () => {
  it('finds nothing to do where all is well, and believes what the probe saw', async () => {
    const { findings, test, outside } = await inspect()
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([])
    expect(await test.deps.storeProfile.current()).toMatchObject({ conditionalPut: true })
    expect(outside).toMatchObject({ origins: ['https://own.test'], trial: { body: 'trial' } })
  })

  it.each<[string, string, Change]>([
    ['conditionalPut advice', 'sealed by a copy', capable({ conditionalPut: false })],
    [
      'conditionalPut repair',
      'replacing confirmed bytes',
      capable({ conditionalPut: false, conditionalCopy: false }),
    ],
    ['conditionalCopy advice', 'upload_headers', capable({ conditionalCopy: false })],
    ['headMissingIs404 repair', 's3:ListBucket', capable({ headMissingIs404: false })],
    ['verifiesChecksum advice', 'cannot be verified', capable({ verifiesChecksum: false })],
    ['lifecycle advice', 'AbortIncompleteMultipartUpload', lifecycle()],
    ['lifecycle repair', 'delete-bucket-lifecycle', lifecycle(EXPIRES)],
    ['lifecycle repair', 'put-bucket-lifecycle-configuration', lifecycle(EXPIRES, ABORTS)],
    ['versioning advice', 'Enable it', having({ versioning: { seen: true, value: 'Suspended' } })],
    ['versioning unknown', 's3:GetBucketVersioning', having({ versioning: UNSEEN })],
    ['multipart repair', 's3:AbortMultipartUpload', having({ multipart: UNSEEN })],
    ['probe repair', 's3:PutObject', having({ probe: UNSEEN })],
    ['clock advice', 'NTP', having({ clockOffsetMs: { seen: true, value: -31_000 } })],
    ['clock repair', 'NTP', having({ clockOffsetMs: { seen: true, value: 240_000 } })],
    ['access repair', 'S3_BUCKET', having({ access: { ok: false, setting: 'S3_BUCKET', message: 'gone' } })],
  ])('%s, with a fix that says %s', async (kind, fix, change) => {
    const { findings } = await inspect(change)
    const found = findings.filter(({ check, level }) => `${check} ${level}` === kind)
    expect(found.map(finding => finding.fix).join('\n')).toContain(fix)
  })

  it.each([
    ['for another prefix', { Filter: { Prefix: 'logs/' } }, 'uploads/'],
    ['for tagged objects', { Filter: { Tag: { Key: 'k', Value: 'v' } } }, ''],
    ['that is switched off', { Status: 'Disabled' }, ''],
    ['for delete markers', { Expiration: { ExpiredObjectDeleteMarker: true } }, ''],
  ])('leaves a lifecycle rule alone %s', async (_, part, keyPrefix) => {
    const { findings } = await inspect(inspection => {
      inspection.address.keyPrefix = keyPrefix
      inspection.lifecycle = { seen: true, value: [{ ...EXPIRES, ...part }, ABORTS] }
    })
    expect(findings.filter(({ level }) => level === 'repair')).toEqual([])
  })

  it('keeps the rules that are there in the commands it gives', async () => {
    const { outside } = await inspect(
      inspection => {
        inspection.address = { ...inspection.address, bucket: "a'b", endpoint: 'https://s3.test:9000' }
        inspection.cors = { seen: true, value: [{ ID: 'theirs' }] }
      },
      ['https://app.test'],
    )
    expect(outside.corsFix).toMatch(
      /^aws s3api put-bucket-cors --bucket 'a'\\''b' --region r --endpoint-url https:\/\/s3.test:9000 /,
    )
    expect(outside.corsFix).toContain(
      '{"CORSRules":[{"ID":"theirs"},{"AllowedOrigins":["https://own.test","http://localhost:*","https://app.test"]',
    )
  })

  it('believes no probe that did not finish', async () => {
    const { findings, test } = await inspect(inspection => {
      if (inspection.probe.seen) inspection.probe.value.undecided = ['conditionalPut']
    })
    expect(findings).toContainEqual(expect.objectContaining({ check: 'conditionalPut', level: 'unknown' }))
    expect(await test.deps.storeProfile.current()).toBeNull()
  })

  it('is for operators, and takes origins only', async () => {
    const test = await createTestServices()
    expect(await refusalOf(test.caller.admin.inspectStore({}))).toMatchObject({ code: 'FORBIDDEN' })
    const operator = test.callerFor({ ...test.actor, isOperator: true })
    for (const origin of ['https://app.test/', 'app.test', 'file:///x'])
      expect(await refusalOf(operator.admin.inspectStore({ origins: [origin] }))).toMatchObject({
        code: 'INVALID_INPUT',
      })
  })
})
