import type { UploadJob } from './upload-job.ts'

/** A stream without a length has to: a single PUT tells its length first. */
export const goesInParts = ({ source, settings }: Pick<UploadJob, 'source' | 'settings'>): boolean =>
  source.sizeBytes === null || source.sizeBytes > settings.multipartThresholdBytes
