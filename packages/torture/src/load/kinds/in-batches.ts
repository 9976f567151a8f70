import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { smallFile } from '../files.ts'
import type { Kind, LoadDeps } from '../load-deps.ts'
import { PLAIN_BUCKETS } from '../make-buckets.ts'
import { createFieldsOf, UploadClient, type UploadPlan } from '../upload-client.ts'

/** Several uploads created at once, sent one by one, and confirmed at once, by a task that is asked how it went. */
export const inBatches: Kind = async (deps, _world) => {
  const { random, call, witness } = deps
  const bucket = random.pick(PLAIN_BUCKETS)
  const plans = Array.from({ length: random.between(2, 5) }, () => planOf(deps, bucket))
  const created = await call({
    name: 'create batch',
    method: 'POST',
    path: `/buckets/${bucket}/uploads/batch`,
    headers: { 'idempotency-key': randomUUID() },
    json: { uploads: plans.map(createFieldsOf) },
  })
  if (created.status !== 200) return
  witness.figures.add('batches created')
  const clients: UploadClient[] = []
  for (const [index, plan] of plans.entries()) {
    const client = new UploadClient(deps, plan)
    if (client.adopt(created.body.uploads[index]) && random.chance(0.9)) await client.send()
    clients.push(client)
  }
  if (random.chance(0.2)) return
  await confirmAll(deps, bucket, clients)
}

const planOf = ({ random }: LoadDeps, bucket: string): UploadPlan => ({
  bucket,
  file: smallFile(random),
  declaresSize: random.chance(0.8),
  declaresHash: random.chance(0.3),
  sendsHeaders: random.chance(0.5),
  inParts: false,
  owner: random.pick([null, 'ada']),
})

const FINAL = new Set(['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELED'])

async function confirmAll(deps: LoadDeps, bucket: string, clients: UploadClient[]): Promise<void> {
  const { call, random, witness } = deps
  const confirmations = clients.map(client => ({
    upload_id: client.uploadId,
    ...(random.chance(0.7) ? client.claims() : {}),
  }))
  const path = `/buckets/${bucket}/uploads/confirm/batch`
  const started = await call({ name: 'confirm batch', method: 'POST', path, json: { confirmations } })
  if (started.status !== 200) return
  witness.figures.add('batches confirmed')
  for (let look = 0; look < 10; look += 1) {
    await sleep(1_000)
    const task = await call({ name: 'get task', method: 'GET', path: `/tasks/${started.body.task_id}` })
    if (task.status !== 200) return
    if (!FINAL.has(task.body.status)) continue
    witness.figures.add('batches seen to end')
    return
  }
}
