import type { LandfallClient, UploadOptions, UploadProgress, UploadResult } from '@landfall/client'
import type { Item } from './find-files.ts'

/** How every file of one call is sent. */
export interface Sending {
  client: Pick<LandfallClient, 'upload'>
  options: UploadOptions
}

/**
 * The one place where bytes are handed to the client. What becomes of an upload that is interrupted is the client's
 * decision: it cancels what it cannot go on with later, and this passes on nothing but the signal.
 */
export function sendFile(
  { client, options }: Sending,
  item: Item,
  onProgress: (progress: UploadProgress) => void,
): Promise<UploadResult> {
  const objectMetadata = {
    ...options.objectMetadata,
    ...(item.path === null ? {} : { path: item.path }),
  }
  return client.upload(
    { path: item.file },
    {
      ...options,
      ...(Object.keys(objectMetadata).length === 0 ? {} : { objectMetadata }),
      onProgress,
    },
  )
}
