/**
 * Keys in S3, CONTRACT 0.14. A key is made from ids and a reduced file name; the true name lives in the database. So no
 * name, however odd or long, can leave its prefix or push a URL past 2083 characters.
 */
const NAME_LENGTH = 100

/** At most 100 characters of `[A-Za-z0-9._-]`, the extension kept where there is one. */
export function safeKeyName(filename: string): string {
  const ascii = filename
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .replace(/-+$/, '')
  if (ascii === '') return 'file'
  if (ascii.length <= NAME_LENGTH) return ascii
  const extension = /\.[A-Za-z0-9]{1,16}$/.exec(ascii)?.[0] ?? ''
  return ascii.slice(0, NAME_LENGTH - extension.length) + extension
}

export interface PutKeyParts {
  /** `S3_PREFIX`: empty, or ends in a slash. */
  prefix: string
  organizationId: string
  namespaceId: string
  uploadId: string
  attempt: number
  filename: string
}

export function putKey(parts: PutKeyParts): string {
  const { prefix, organizationId, namespaceId, uploadId, attempt, filename } = parts
  return `${prefix}${organizationId}/${namespaceId}/api_buckets_uploads_create/${uploadId}/${attempt}/${safeKeyName(filename)}`
}

/** Seals carry nothing that a client could know beforehand: a random name under the tenant. */
export function sealKey(
  parts: Pick<PutKeyParts, 'prefix' | 'organizationId' | 'namespaceId'> & { random: string },
): string {
  return `${parts.prefix}${parts.organizationId}/${parts.namespaceId}/sealed/${parts.random}`
}
