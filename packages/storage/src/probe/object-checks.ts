import type { CopyOutcome } from '@landfall/core/ports'
import { copyObject } from '../operations/copy-object.ts'
import { deleteObject } from '../operations/delete-object.ts'
import { headObject } from '../operations/head-object.ts'
import {
  CONTENT_TYPE,
  FIRST_BYTES,
  type Finding,
  no,
  type Probe,
  put,
  sha256Of,
  signPut,
  yes,
} from './probe.ts'

/** What the store does to objects that lie there: conditional copy and delete, checksums of copies, missing keys. */

/** The shape of an ETag that no object of ours has. */
const WRONG_ETAG = '00000000000000000000000000000000'

export async function conditionalCopy(probe: Probe): Promise<Finding> {
  const targetKey = `${probe.folder}conditional-copy`
  const request = copyRequest(probe, targetKey)
  const wrong = await copyObject(probe.context, { ...request, ifSourceEtag: WRONG_ETAG })
  if (wrong !== 'changed') return no('A copy on condition of another ETag was made.')
  const target = await headObject(probe.context, { key: targetKey, versionId: null })
  if (target !== null) return no('A copy was refused, but its target is there.')
  const right = await copyObject(probe.context, request)
  if (!isMade(right)) return no(`A copy on condition of the right ETag was refused (${right}).`)
  return yes('A copy on condition of another ETag answered 412.')
}

export async function copyComputesSha256(probe: Probe): Promise<Finding> {
  const targetKey = `${probe.folder}copy-checksum`
  const outcome = await copyObject(probe.context, {
    ...copyRequest(probe, targetKey),
    checksumAlgorithm: 'SHA256',
  })
  if (!isMade(outcome)) return no(`A copy that asks for a SHA-256 was refused (${outcome}).`)
  const copy = await headObject(probe.context, { key: targetKey, versionId: null })
  const seen = copy?.checksums.SHA256
  if (seen === undefined) return no('HEAD of a copy that asked for a SHA-256 returns none.')
  const expected = await sha256Of(FIRST_BYTES)
  return seen === expected.value
    ? yes('A copy has the SHA-256 that it asked for.')
    : no('HEAD of a copy returns a wrong SHA-256.')
}

/** One that was asked for twice says as much; its versions go with all that the probe wrote. */
const isMade = (outcome: CopyOutcome) => outcome === 'copied' || outcome === 'repeated'

function copyRequest(probe: Probe, targetKey: string) {
  return {
    sourceKey: probe.sourceKey,
    sourceVersionId: null,
    targetKey,
    ifSourceEtag: probe.sourceEtag,
    contentType: CONTENT_TYPE,
    checksumAlgorithm: null,
  }
}

export async function conditionalDelete(probe: Probe): Promise<Finding> {
  const key = `${probe.folder}conditional-delete`
  const stored = await put(probe, await signPut(probe.signer, { key }), FIRST_BYTES)
  const before = await headObject(probe.context, { key, versionId: null })
  if (before === null) return no(`The object to delete was not stored (${stored.text}).`)

  const wrong = await deleteObject(probe.context, { key, versionId: null, ifEtag: WRONG_ETAG })
  const between = await headObject(probe.context, { key, versionId: null })
  if (wrong !== 'changed' || between === null) return no('A delete on condition of another ETag deleted.')
  await deleteObject(probe.context, { key, versionId: null, ifEtag: before.etag })
  const after = await headObject(probe.context, { key, versionId: null })
  if (after !== null) return no('A delete on condition of the right ETag left the object there.')
  return yes('A delete on condition of another ETag answered 412 and deleted nothing.')
}

export async function headMissingIs404(probe: Probe): Promise<Finding> {
  const missing = await headObject(probe.context, { key: `${probe.folder}missing`, versionId: null })
  return missing === null
    ? yes('HEAD of a missing key is 404.')
    : no('HEAD finds a key that was never written.')
}
