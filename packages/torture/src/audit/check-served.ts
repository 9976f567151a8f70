import { inParallel } from '@landfall/core/services'
import { sha256 } from '../lib/sha256.ts'
import { UNIQUE_BUCKET } from '../load/make-buckets.ts'
import type { Witness } from '../load/witness.ts'
import type { Installation } from '../parts/installation.ts'
import type { BlobRow, Records, UploadRow } from './read-records.ts'

interface Seen {
  installation: Installation
  witness: Witness
  records: Records
}

/** Every file of every object is downloaded, as its owner would, and so is what no object names: it is what was sent. */
export async function checkServed(seen: Seen): Promise<string[]> {
  const { witness, records } = seen
  const problems: string[] = []
  const note = (subject: string, problem: string | null) => {
    if (problem !== null) problems.push(`${subject}: ${problem}`)
  }
  await inParallel(records.blobs, 8, async blob => {
    note(`${blob.property} of ${blob.objectId}`, await wrongBlob(seen, blob))
    witness.figures.add('files read back')
  })
  const named = new Set(records.blobs.map(({ uploadId }) => uploadId))
  await inParallel(records.uploads.values(), 8, async upload => {
    if (upload.status !== 'COMPLETED' || named.has(upload.id)) return
    if (upload.createsObject) note(upload.id, missingObject(witness, upload))
    else if (!upload.isDeleted) note(upload.id, await wrongBytesOfUpload(seen, upload))
  })
  return problems
}

/** It made an object, and no object has its file. */
function missingObject(witness: Witness, { id, isDeleted, objectId, objectExists, bucket }: UploadRow) {
  // An upsert gave the object another file.
  if (objectExists && bucket === UNIQUE_BUCKET) return null
  if (objectExists) return 'its object does not have its file'
  const isAskedFor =
    witness.unwantedObjects.has(objectId ?? '') || (isDeleted && witness.hasExcuse(id, 'canceled'))
  return isAskedFor || isDuplicateDeleted(witness, id)
    ? null
    : 'COMPLETED without an object, and nobody deleted one'
}

/** A client that was given somebody's original at create may delete the object that it was told of. */
const isDuplicateDeleted = (witness: Witness, uploadId: string) =>
  witness.told.some(told => told.uploadId === uploadId && witness.deletedObjects.has(told.objectId ?? ''))

async function wrongBlob(seen: Seen, blob: BlobRow): Promise<string | null> {
  const { installation } = seen
  const path = `/objects/${blob.objectId}/content?property=${encodeURIComponent(blob.property)}`
  const served = await download(installation, `${installation.apiUrls[0]}/v1${path}`)
  return served.problem ?? compare(seen, blob, served.sha256)
}

async function wrongBytesOfUpload(seen: Seen, upload: UploadRow): Promise<string | null> {
  const { installation, witness } = seen
  if (witness.inlineFiles.has(upload.filename))
    return 'bytes of a request, stored for an object that does not exist'
  const path = `/buckets/${upload.bucket}/uploads/${upload.id}?return_presigned_urls=true`
  const answer = await fetch(`${installation.apiUrls[0]}/v1${path}`, {
    headers: authorizationOf(installation),
  })
  const { presigned_url: url } = (await answer.json()) as { presigned_url?: string | null }
  if (!url) return `has no address to read it from (${answer.status})`
  const bytes = await fetch(url)
  if (bytes.status !== 200) return `reading it is answered ${bytes.status}`
  witness.figures.add('files read back')
  const read = sha256(new Uint8Array(await bytes.arrayBuffer()))
  return compare(seen, { uploadId: upload.id, filename: upload.filename }, read)
}

const authorizationOf = ({ apiKey }: Installation) => ({ authorization: `Bearer ${apiKey}` })

async function download(installation: Installation, url: string) {
  const answer = await fetch(url, { headers: authorizationOf(installation) })
  if (answer.status !== 200) {
    const text = (await answer.text()).slice(0, 300)
    return { problem: `is answered ${answer.status}: ${text}`, sha256: '' }
  }
  return { problem: null, sha256: sha256(new Uint8Array(await answer.arrayBuffer())) }
}

/** With what was sent to the upload's last key, or inside a request. */
function compare(
  { witness, records }: Seen,
  { uploadId, filename }: Pick<BlobRow, 'uploadId' | 'filename'>,
  served: string,
): string | null {
  if (witness.inlineFiles.has(filename))
    return served === filename ? null : `serves ${served}, not ${filename}`
  const attempt = records.uploads.get(uploadId)?.attempt
  const sent = witness.sent.filter(file => {
    return file.uploadId === uploadId && records.keys.get(file.key)?.attempt === attempt
  })
  if (sent.some(file => file.sha256 === served)) return null
  return `serves ${served}, and sent was ${sent.map(file => file.sha256).join(', ') || 'nothing'}`
}
