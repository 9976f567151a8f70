import { sha256 } from '../../lib/sha256.ts'
import { smallFile } from '../files.ts'
import type { Kind, LoadDeps } from '../load-deps.ts'
import { UNIQUE_BUCKET } from '../make-buckets.ts'
import { UploadClient } from '../upload-client.ts'
import { createWithBytes } from './inline-bytes.ts'

/** Few names for many clients: of those that race for one, one gets it. */
const NAMES = 40

export const uniqueNames: Kind = async (deps, _world) => {
  const { random } = deps
  const name = `name-${random.int(NAMES)}`
  const rivals = Array.from({ length: random.between(1, 3) }, () =>
    random.chance(0.3) ? upsert(deps, name) : upload(deps, name),
  )
  await Promise.all(rivals)
}

async function upload(deps: LoadDeps, name: string): Promise<void> {
  const { random } = deps
  const client = new UploadClient(deps, {
    bucket: UNIQUE_BUCKET,
    file: smallFile(random),
    declaresSize: random.chance(0.8),
    declaresHash: false,
    sendsHeaders: random.chance(0.5),
    inParts: false,
    owner: null,
    fields: { filename: 'file.txt', content_type: 'text/plain', object_metadata: { name } },
  })
  if (!(await client.create())) return
  await client.send()
  if (random.chance(0.2)) return
  const { status, body } = await client.confirm('right')
  if (status === 200 && body.object_id && random.chance(0.4)) await client.deleteObject(body.object_id)
}

async function upsert(deps: LoadDeps, name: string): Promise<void> {
  const file = smallFile(deps.random)
  const objectId = await createWithBytes(deps, `${UNIQUE_BUCKET}/objects?policy=upsert`, {
    name,
    blobs: [{ property: 'file', file, sha: sha256(file) }],
  })
  if (objectId !== null) deps.witness.figures.add('objects upserted')
}
