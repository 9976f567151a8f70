import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { isOpen, type Result, refuse, type UploadRecord } from '@landfall/core/domain'
import {
  cancelUpload,
  confirmUpload,
  deleteDoomedKeys,
  deleteObject,
  runTask,
  type Settlement,
  sweepUploads,
} from '@landfall/core/services'
import type { Answers } from './actors.ts'
import { keysOfUploads } from './watch.ts'
import type { World } from './world.ts'

/**
 * After the storm: whatever was left half done, a retry ends it, everybody was told the truth, and in the end the store
 * holds what is served or kept, and nothing else.
 */
export async function converge(world: World, answers: Answers): Promise<void> {
  await finishTasks(world)
  if (!world.isDeserted) await confirmTwice(world)
  const upload = await readUpload(world)
  checkAnswers(upload, answers)
  await sweepOpen(world)
  await removeDoomed(world)
  checkStore(world)
  await deleteAll(world)
  await removeDoomed(world)
  checkStore(world)
  deepStrictEqual(world.test.store.openMultiparts(), [], 'multiparts are left open')
  for (const { id, ...counters } of world.test.db.readBooks().quotas)
    ok(
      Object.values(counters).every(count => count === 0),
      `${id} is not empty at the end`,
    )
}

const readUpload = async ({ test, upload }: World): Promise<UploadRecord> =>
  (await test.db.uploads.findById(upload.uploadId)) ?? upload

/** A worker that died is replaced once its leases ended. */
async function finishTasks({ test, watch }: World): Promise<void> {
  test.db.clock.advance(400)
  await test.deps.tasks.requeueExpired()
  for (const taskId of test.db.tables.queue) await runTask(test.deps, taskId)
  watch.check()
  for (const { status } of test.db.tables.tasks.values())
    ok(status === 'COMPLETED' || status === 'FAILED', `a task is ${status} for ever`)
}

const TEMPORARY = new Set(['SUPERSEDED', 'CONFIRMING', 'INTERNAL'])

async function confirmTwice(world: World): Promise<void> {
  const { test, actor, upload, watch } = world
  const claim = { etag: null, fileSizeBytes: null, checksum: null }
  const send = async (): Promise<Result<Settlement>> => {
    const input = { bucket: null, uploadId: upload.uploadId, claim, isAsync: false }
    const answer = await confirmUpload(test.deps, actor, input)
    if (!answer.ok || answer.value.kind === 'settled') return answer
    await finishTasks(world)
    const { lastError } = await readUpload(world)
    return lastError ? refuse(lastError) : confirmUpload(test.deps, actor, input)
  }
  const [first, second] = [await send(), await send()]
  watch.check()
  if (first.ok && second.ok) {
    strictEqual(first.value.kind, 'settled')
    deepStrictEqual(second.value.upload, first.value.upload)
  } else {
    ok(!first.ok && !second.ok, 'the same confirm was refused and accepted')
    strictEqual(second.error.code, first.error.code)
    ok(!TEMPORARY.has(first.error.code), `a calm retry is refused with ${first.error.code}`)
  }
}

/** Nobody was told what did not come to be. */
function checkAnswers(upload: UploadRecord, { confirms, cancels }: Answers): void {
  for (const { claimedEtag, result } of confirms) {
    if (!result.ok || result.value.kind !== 'settled') continue
    const told = result.value.upload
    strictEqual(told.status, upload.status, 'a confirm was answered with another status')
    strictEqual(told.objectId, upload.objectId, 'a confirm was answered with another object')
    strictEqual(told.etag, upload.etag, 'a confirm was answered with another etag')
    if (claimedEtag !== null && told.status === 'COMPLETED')
      strictEqual(upload.sourceEtag, claimedEtag, 'a claim was not compared')
  }
  for (const result of cancels) if (result.ok) strictEqual(result.value.status, upload.status)
}

/** Whatever is open, and whoever died looking at it, the sweep ends it: past every grace and every lease. */
async function sweepOpen({ test, watch }: World): Promise<void> {
  const { clock, tables } = test.db
  const ends = [...tables.uploads.values()].map(({ settleUntil }) => settleUntil.getTime())
  clock.set(new Date(Math.max(clock.now().getTime(), ...ends)))
  clock.advance(7200)
  await sweepUploads(test.deps)
  for (const [uploadId, { status }] of tables.uploads)
    ok(!isOpen(status), `the sweep leaves ${uploadId} ${status}`)
  watch.check()
}

/** Past every watch: a day after the last PUT that could have ended. */
async function removeDoomed({ test, watch }: World): Promise<void> {
  for (const seconds of [1000, 200_000]) {
    test.db.clock.advance(seconds)
    // The probe looks every day.
    const { profile } = test.db.tables
    if (profile) profile.savedAt = test.db.clock.now()
    await deleteDoomedKeys(test.deps)
    watch.check()
  }
}

function checkStore({ test }: World): void {
  const states = new Map([...test.db.tables.keys.values()].map(({ key, state }) => [key, state]))
  for (const key of keysOfUploads(test))
    ok(['live', 'kept'].includes(states.get(key) ?? ''), `${key} is ${states.get(key)} and still there`)
  for (const [key, state] of states) ok(!['open', 'doomed'].includes(state), `${key} stays ${state}`)
}

async function deleteAll({ test, actor, watch }: World): Promise<void> {
  for (const objectId of [...test.db.tables.objects.keys()])
    ok((await deleteObject(test.deps, actor, { bucket: null, objectId })).ok)
  for (const uploadId of test.db.tables.uploads.keys())
    ok((await cancelUpload(test.deps, actor, { bucket: null, uploadId, keepBytes: false })).ok)
  watch.check()
}
