import { attachmentDisposition } from '../../domain/content-disposition.ts'
import { DOWNLOAD_URL_SECONDS } from '../../wire/limits.ts'
import type { ServiceDeps } from '../deps.ts'

interface Downloadable {
  key: string
  versionId: string | null
  filename: string
  contentType: string
}

/** A GET URL for one hour; on a versioned bucket it names the version that was confirmed. */
export function signDownload(deps: ServiceDeps, file: Downloadable): Promise<string> {
  return deps.store.presignGet({
    key: file.key,
    versionId: file.versionId,
    expiresInSeconds: DOWNLOAD_URL_SECONDS,
    contentDisposition: attachmentDisposition(file.filename),
    contentType: file.contentType,
  })
}
