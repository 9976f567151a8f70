import { deleteObject } from '../delete-object.ts'
import { smallFile } from '../files.ts'
import type { Kind } from '../load-deps.ts'
import { TIGHT_BUCKET } from '../make-buckets.ts'
import { UploadClient } from '../upload-client.ts'

/** In a bucket with hardly any room: some are refused at create, those without a size at the confirm; deletes make room. */
export const nearTheLimit: Kind = async (deps, { objectsNearTheLimit }) => {
  const { random } = deps
  const oldest = random.chance(0.4) ? objectsNearTheLimit.shift() : undefined
  if (oldest !== undefined) await deleteObject(deps, TIGHT_BUCKET, oldest)
  const client = new UploadClient(deps, {
    bucket: TIGHT_BUCKET,
    file: smallFile(random),
    declaresSize: random.chance(0.4),
    declaresHash: false,
    sendsHeaders: random.chance(0.5),
    inParts: false,
    owner: null,
  })
  if (!(await client.create())) return
  await client.send()
  const { status, body } = await client.confirm('none')
  if (status === 200 && body.object_id) objectsNearTheLimit.push(body.object_id)
  else if (random.chance(0.5)) await client.cancel()
}
