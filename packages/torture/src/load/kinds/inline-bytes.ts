import { sha256 } from '../../lib/sha256.ts'
import { deleteObject } from '../delete-object.ts'
import { smallFile } from '../files.ts'
import type { Kind, LoadDeps } from '../load-deps.ts'
import { ALBUM_BUCKET } from '../make-buckets.ts'

interface InlineObject {
  name?: string
  blobs: { property: string; file: Buffer; sha: string }[]
}

/** Objects whose bytes come with the request. */
export const inlineBytes: Kind = async (deps, _world) => {
  const { random, witness } = deps
  const files = Array.from({ length: random.between(1, 2) }, () => smallFile(random))
  const blobs = files.map((file, index) => ({ property: `page${index}`, file, sha: sha256(file) }))
  const objectId = await createWithBytes(deps, `${ALBUM_BUCKET}/objects`, { blobs })
  if (objectId === null) return
  witness.figures.add('objects made of bytes in the request')
  if (random.chance(0.2)) await deleteObject(deps, ALBUM_BUCKET, objectId)
}

/** The file's name says what is in it, for whoever finds it and was not told of it. `null`: refused, or no answer. */
export async function createWithBytes(
  { call, witness }: LoadDeps,
  path: string,
  { name, blobs }: InlineObject,
): Promise<string | null> {
  for (const { sha } of blobs) witness.inlineFiles.add(sha)
  const { status, body } = await call({
    name: 'create object (bytes)',
    method: 'POST',
    path: `/buckets/${path}`,
    json: {
      ...(name === undefined ? {} : { name }),
      blobs: blobs.map(({ property, file, sha }) => ({
        property,
        type: 'text',
        data: { base64: file.toString('base64'), mime_type: 'text/plain', filename: sha },
      })),
    },
  })
  if (status !== 200) return null
  witness.toldObjects.add(body.object_id)
  return body.object_id
}
