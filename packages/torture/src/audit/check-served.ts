import { inLanes } from '../lib/in-lanes.ts'
import { sha256 } from '../lib/sha256.ts'
import type { Witness } from '../load/witness.ts'
import type { Installation } from '../parts/installation.ts'
import type { Records, UploadRow } from './read-records.ts'

/** Every object is downloaded, as its owner would: what is served is what was sent to that upload's last key. */
export async function checkServed(
  installation: Installation,
  witness: Witness,
  records: Records,
): Promise<string[]> {
  const problems: string[] = []
  await inLanes(records.uploads.values(), 8, async upload => {
    if (upload.status !== 'COMPLETED') return
    const problem = upload.objectExists
      ? await wrongBytes(installation, witness, { upload, records })
      : missingObject(witness, upload)
    if (problem !== null) problems.push(`${upload.id}: ${problem}`)
    if (problem === null && upload.objectExists) witness.figures.add('objects read back')
  })
  return problems
}

function missingObject(witness: Witness, { id, isDeleted }: UploadRow): string | null {
  const isAskedFor = witness.hasExcuse(id, 'deleted') || (isDeleted && witness.hasExcuse(id, 'canceled'))
  return isAskedFor || isDuplicateDeleted(witness, id)
    ? null
    : 'COMPLETED without an object, and nobody deleted one'
}

/** A client that was given somebody's original at create may delete the object that it was told of. */
const isDuplicateDeleted = (witness: Witness, uploadId: string) =>
  witness.told.some(told => told.uploadId === uploadId && witness.deletedObjects.has(told.objectId ?? ''))

async function wrongBytes(
  installation: Installation,
  witness: Witness,
  { upload, records }: { upload: UploadRow; records: Records },
): Promise<string | null> {
  const answer = await fetch(`${installation.apiUrls[0]}/v1/objects/${upload.objectId}/content`, {
    headers: { authorization: `Bearer ${installation.apiKey}` },
  })
  if (answer.status !== 200)
    return `its object is answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`
  const served = sha256(new Uint8Array(await answer.arrayBuffer()))
  const sent = witness.sent.filter(({ key, uploadId }) => {
    return uploadId === upload.id && records.keys.get(key)?.attempt === upload.attempt
  })
  if (sent.some(file => file.sha256 === served)) return null
  return `serves ${served}, and sent was ${sent.map(file => file.sha256).join(', ') || 'nothing'}`
}
