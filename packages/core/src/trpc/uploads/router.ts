import { router } from '../init.ts'
import { cancelUploadProcedure } from './cancel-upload.ts'
import { confirmUploadProcedure } from './confirm-upload.ts'
import { confirmUploadsProcedure } from './confirm-uploads.ts'
import { createUploadProcedure } from './create-upload.ts'
import { createUploadsProcedure } from './create-uploads.ts'
import { getUploadProcedure } from './get-upload.ts'
import { listPartsProcedure } from './list-parts.ts'
import { listUploadsProcedure, uploadStatsProcedure } from './list-uploads.ts'
import { renewUploadProcedure } from './renew-upload.ts'
import { signPartsProcedure } from './sign-parts.ts'
import { uploadTimelineProcedure } from './upload-timeline.ts'
import { waitUploadProcedure, watchUploadProcedure } from './wait-upload.ts'

export const uploadsRouter = router({
  create: createUploadProcedure,
  createBatch: createUploadsProcedure,
  confirm: confirmUploadProcedure,
  confirmBatch: confirmUploadsProcedure,
  renew: renewUploadProcedure,
  get: getUploadProcedure,
  list: listUploadsProcedure,
  stats: uploadStatsProcedure,
  timeline: uploadTimelineProcedure,
  cancel: cancelUploadProcedure,
  signParts: signPartsProcedure,
  listParts: listPartsProcedure,
  wait: waitUploadProcedure,
  watch: watchUploadProcedure,
})
