import { deleteObject } from '../delete-object.ts'
import { smallFile } from '../files.ts'
import type { Kind, LoadDeps } from '../load-deps.ts'
import { ALBUM_BUCKET } from '../make-buckets.ts'
import { UploadClient } from '../upload-client.ts'

/** Uploads that make no object of their own, and one object of them all; some are left without one. */
export const albums: Kind = async (deps, _world) => {
  const { random, call, witness } = deps
  const owner = random.pick([null, 'ada', 'bob'])
  const confirmed: string[] = []
  for (let count = random.between(2, 3); count > 0; count -= 1) {
    const client = new UploadClient(deps, planOf(deps, owner))
    if (!(await client.create())) continue
    await client.send()
    const answer = await client.confirm('right')
    if (answer.status === 200) confirmed.push(client.uploadId)
  }
  if (confirmed.length === 0 || random.chance(0.2)) return
  const { status, body } = await call({
    name: 'create object (uploads)',
    method: 'POST',
    path: `/buckets/${ALBUM_BUCKET}/objects`,
    json: {
      title: 'an album',
      blobs: confirmed.map((upload_id, index) => ({ property: `page${index}`, type: 'text', upload_id })),
    },
  })
  if (status !== 200) return
  witness.toldObjects.add(body.object_id)
  witness.figures.add('objects made of several uploads')
  if (random.chance(0.3)) await deleteObject(deps, ALBUM_BUCKET, body.object_id)
}

const planOf = ({ random }: LoadDeps, owner: string | null) => ({
  bucket: ALBUM_BUCKET,
  file: smallFile(random),
  declaresSize: random.chance(0.8),
  declaresHash: random.chance(0.2),
  sendsHeaders: random.chance(0.5),
  inParts: false,
  owner,
  fields: { create_object_on_confirm: false },
})
