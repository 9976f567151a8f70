/** `blob_type` derived from the MIME type, upper case as uploads show it (blobs show it in lower case). CONTRACT 3, 4.1. */
const EXCEL = new Set([
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'text/csv',
])

export function blobTypeOf(contentType: string): string {
  const essence = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  if (essence === 'application/pdf') return 'PDF'
  if (EXCEL.has(essence)) return 'EXCEL'
  const family = essence.split('/')[0] ?? ''
  return ['image', 'audio', 'video', 'text'].includes(family) ? family.toUpperCase() : 'STRING'
}

/** The file's name without its extension, in the letters a property may have. */
export function blobPropertyOf(filename: string): string {
  const stem = filename.replace(/(?!^)\.[^.]*$/, '')
  const property = stem
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100)
  return property === '' ? 'file' : property
}
