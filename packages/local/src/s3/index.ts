export type { Fault } from './faults/fault.ts'
export type { AddedFault, Faults } from './faults/fault-set.ts'
export { PROFILES, type ProfileName } from './faults/profiles.ts'
export { type S3Store, type S3StoreOptions, startS3Store } from './start-s3-store.ts'
