import type { Witness } from '../load/witness.ts'
import type { Records } from './read-records.ts'

const FINAL = new Set(['COMPLETED', 'FAILED', 'CANCELED', 'SKIPPED'])

/** Whoever was told of an end was told the one that is stored, with the one object that there is. */
export function checkTold(witness: Witness, { uploads, objectIds }: Records): string[] {
  const problems = [...witness.toldObjects]
    .filter(id => !objectIds.has(id) && !witness.unwantedObjects.has(id))
    .map(id => `${id}: told of it, and it is not there, and nobody deleted it`)
  for (const { uploadId, status, objectId } of witness.told) {
    const upload = uploads.get(uploadId)
    if (upload === undefined) problems.push(`${uploadId}: told ${status}, and there is no such upload`)
    else if (FINAL.has(status) && upload.status !== status)
      problems.push(`${uploadId}: told ${status}, and it is ${upload.status}`)
    else if (objectId !== null && (upload.objectId ?? upload.existingObjectId) !== objectId)
      problems.push(`${uploadId}: told object ${objectId}, and it has ${upload.objectId}`)
  }
  for (const { id, objectId, objectExists } of uploads.values()) {
    if (objectExists && objectId !== null && witness.deletedObjects.has(objectId))
      problems.push(`${id}: told that object ${objectId} is deleted, and it is there`)
  }
  return problems
}
