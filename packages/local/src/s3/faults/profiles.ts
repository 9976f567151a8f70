import type { Fault } from './fault.ts'

/**
 * How other stores differ from S3 where Landfall would notice, as far as their documents, sources and issues told in
 * November 2026. None was run for it: a profile is a rehearsal, and the probe judges the real one. The README names
 * what a profile does not play.
 */
const WRITES = ['PutObject', 'CompleteMultipartUpload']

const ignoresIfNoneMatch: Fault = { kind: 'ignoreHeader', header: 'if-none-match', operations: WRITES }

const refusesIfNoneMatch: Fault = {
  kind: 'error',
  code: 'NotImplemented',
  withHeader: 'if-none-match',
  operations: WRITES,
}

const checksQueryChecksums: Fault = { kind: 'checkQueryChecksum' }

/** Neither looked at nor shown; `algorithm` as in header names, `*` for all. */
function knowsNoChecksum(algorithm: string): Fault[] {
  return [
    { kind: 'ignoreHeader', header: `x-amz-checksum-${algorithm}` },
    { kind: 'ignoreHeader', header: 'x-amz-sdk-checksum-algorithm' },
    { kind: 'hideHeader', header: `x-amz-checksum-${algorithm}` },
  ]
}

const knowsNoChecksums: Fault[] = [...knowsNoChecksum('*'), { kind: 'ignoreHeader', header: 'x-amz-trailer' }]

const storageGridChecksums = [...knowsNoChecksum('sha1'), ...knowsNoChecksum('sha256')]

const hasNoVersions: Fault = {
  kind: 'error',
  code: 'NotImplemented',
  operations: ['GetBucketVersioning', 'PutBucketVersioning', 'ListObjectVersions'],
}

/** Some tell of changes in ways of their own; none of them as S3 does. */
const tellsNoEvents: Fault = { kind: 'loseEvents' }

export const PROFILES = {
  aws: [],
  b2: [refusesIfNoneMatch, tellsNoEvents],
  ceph: [],
  garage: [ignoresIfNoneMatch, ...knowsNoChecksum('crc64nvme'), hasNoVersions, tellsNoEvents],
  gcs: [ignoresIfNoneMatch, ...knowsNoChecksums, tellsNoEvents],
  minio: [],
  r2: [checksQueryChecksums, hasNoVersions, tellsNoEvents],
  rustfs: [],
  seaweedfs: [checksQueryChecksums, tellsNoEvents],
  'storagegrid-ignoring': [ignoresIfNoneMatch, ...storageGridChecksums],
  'storagegrid-refusing': [refusesIfNoneMatch, ...storageGridChecksums],
  supabase: [
    ignoresIfNoneMatch,
    { kind: 'hideHeader', header: 'x-amz-checksum-*' },
    hasNoVersions,
    tellsNoEvents,
  ],
  tigris: [],
} as const satisfies Record<string, readonly Fault[]>

export type ProfileName = keyof typeof PROFILES

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name)
}
