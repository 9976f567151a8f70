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
    contentType: shortType(file.contentType),
  })
}

/** Encoded length of a type that leaves room for the name inside 2083 characters (CONTRACT 1.10). */
const TYPE_LENGTH = 120

/** Parameters of a type may be longer than any URL; the type itself is what a browser needs. */
function shortType(contentType: string): string {
  const essence = (contentType.split(';')[0] ?? '').trim()
  const fits = [contentType, essence].find(type => encodeURIComponent(type).length <= TYPE_LENGTH)
  return fits ?? 'application/octet-stream'
}
