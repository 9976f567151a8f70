export { type S3Store, type S3StoreOptions, startS3Store } from './start-s3-store.ts'
