import type { StoreCapabilities } from '../../domain/guard.ts'
import type { StoreInspection } from '../../ports/store-inspector.ts'
import { fine, type StoreFinding } from './findings.ts'

/** What each capability means for whoever chose the store. Pure. */

type Lack = Pick<StoreFinding, 'level' | 'fix'>

const PERMISSIONS =
  's3:ListBucket on the bucket; s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and ' +
  's3:ListMultipartUploadParts on its keys'

const advice = (fix: string): Lack => ({ level: 'advice', fix })
const repair = (fix: string): Lack => ({ level: 'repair', fix })

const LACKS: Partial<Record<string, (has: StoreCapabilities) => Lack>> = {
  conditionalPut: lackOfGuard,
  refusesUnsignedHeaders: lackOfGuard,
  conditionalCopy: ({ conditionalPut, refusesUnsignedHeaders }) =>
    conditionalPut && refusesUnsignedHeaders
      ? advice(
          'Clients that send only a content type are sealed by a copy that nothing guards. Use clients that send `upload_headers`.',
        )
      : repair(
          'Nothing keeps an uploader from replacing confirmed bytes. Use a store with conditional writes (If-None-Match) or conditional copies.',
        ),
  copyComputesSha256: () =>
    advice('Sealed copies are compared by size and ETag alone; nothing has to be done.'),
  verifiesChecksum: () =>
    advice('A SHA-256 that clients declare cannot be verified here; size and ETag still are.'),
  conditionalDelete: () => advice('Deletes go by the key alone; nothing has to be done.'),
  enforcesLength: () =>
    advice(
      'More bytes than were declared are noticed at confirm instead of being refused while they are sent.',
    ),
  headMissingIs404: () =>
    repair(`A missing file looks like a missing permission. Grant the API's credentials ${PERMISSIONS}.`),
}

function lackOfGuard({ conditionalCopy }: StoreCapabilities): Lack {
  if (!conditionalCopy)
    return repair(
      'Nothing keeps an uploader from replacing confirmed bytes. Use a store with conditional writes (If-None-Match) or conditional copies.',
    )
  return advice(
    'Every upload is sealed by a copy inside the store, which takes time and requests. A newer version of the store, or another one, saves that.',
  )
}

export function judgeProbe(probe: StoreInspection['probe']): StoreFinding[] {
  if (!probe.seen) {
    const fix = `The store refused a plain presigned PUT, or a HEAD after it. Grant the API's credentials ${PERMISSIONS}.`
    return [{ check: 'probe', level: 'repair', seen: `The store could not be probed: ${probe.reason}`, fix }]
  }
  const { capabilities, findings, undecided, cleanUpFailure } = probe.value
  // Having versions or not asks for nothing; how the bucket is set is a finding of its own.
  const names = (Object.keys(capabilities) as (keyof StoreCapabilities)[]).filter(
    name => name !== 'versioned',
  )
  const judged = names.map(name => {
    const seen = findings[name]
    if (undecided.includes(name))
      return { check: name, level: 'unknown' as const, seen, fix: 'Run it again once the store answers.' }
    if (capabilities[name]) return fine(name, seen)
    const lack = LACKS[name]?.(capabilities) ?? advice('Landfall takes a slower way around it.')
    return { check: name, seen, ...lack }
  })
  return cleanUpFailure === null ? judged : [...judged, cannotDelete(cleanUpFailure)]
}

const cannotDelete = (reason: string): StoreFinding => ({
  check: 'delete',
  level: 'repair',
  seen: `What the probe wrote could not be deleted: ${reason}`,
  fix: 'Grant s3:DeleteObject; on a versioned bucket s3:ListBucketVersions and s3:DeleteObjectVersion too.',
})
