import type { Fault } from '@landfall/local/s3'
import type { Random } from '../lib/random.ts'

/** What a store may do to anybody at any time. Each is switched on for seconds, alone or with another. */
const FAULTS: readonly ((random: Random) => Fault)[] = [
  random => ({ kind: 'delay', ms: random.between(100, 2_500) }),
  () => ({ kind: 'error', code: 'SlowDown' }),
  () => ({ kind: 'error', code: 'InternalError', operations: ['HeadObject', 'ListParts', 'ListObjectsV2'] }),
  () => ({ kind: 'error', code: 'ServiceUnavailable', operations: ['PutObject', 'UploadPart'] }),
  () => ({ kind: 'error', code: 'InternalError', operations: ['CopyObject', 'CompleteMultipartUpload'] }),
  () => ({ kind: 'error', code: 'AccessDenied', operations: ['DeleteObject', 'AbortMultipartUpload'] }),
  () => ({ kind: 'errorIn200', code: 'InternalError' }),
  () => ({ kind: 'loseResponse', operations: ['PutObject', 'UploadPart'] }),
  () => ({
    kind: 'loseResponse',
    operations: ['CopyObject', 'CompleteMultipartUpload', 'CreateMultipartUpload'],
  }),
  () => ({ kind: 'loseResponse', operations: ['DeleteObject', 'AbortMultipartUpload'] }),
  random => ({ kind: 'loseResponse', times: random.between(1, 20) }),
  random => ({ kind: 'cutRequest', afterBytes: random.between(1, 30_000) }),
  random => ({ kind: 'cutResponse', afterBytes: random.between(1, 200) }),
  () => ({ kind: 'throttle', bytesPerSecond: 60_000 }),
  random => ({ kind: 'shortPages', entries: random.between(1, 3) }),
  () => ({ kind: 'loseEvents' }),
  () => ({ kind: 'doubleEvents' }),
  random => ({ kind: 'delayEvents', ms: random.between(500, 4_000) }),
  () => ({ kind: 'reorderEvents' }),
]

export const someFaults = (random: Random): Fault[] =>
  Array.from({ length: random.between(1, 2) }, () => random.pick(FAULTS)(random))
