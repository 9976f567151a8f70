import type { LoadDeps } from './load-deps.ts'

export async function deleteObject(
  { call, witness }: LoadDeps,
  bucket: string,
  objectId: string,
): Promise<void> {
  witness.unwantedObjects.add(objectId)
  const path = `/buckets/${bucket}/objects/${objectId}`
  const answer = await call({ name: 'delete object', method: 'DELETE', path })
  if (answer.status === 204) witness.deletedObjects.add(objectId)
}
