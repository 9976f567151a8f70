import { createLandfallClient } from '@landfall/client'

/** A process that uploads one file and keeps what it has begun: `node upload-until-killed.ts JSON`. */
const { path, bucket, ...options } = JSON.parse(process.argv[2] ?? '{}')
const { uploadId } = await createLandfallClient(options).upload({ path }, { bucket })
process.send?.({ uploadId })
