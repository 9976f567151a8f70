import type { ResumableUpload } from '../pending/resumable.ts'
import { type QueueItem, type QueueUploadOptions, WAITING } from './queue-item.ts'

/** An upload of an earlier page, as it waits for its file. */
export function interruptedItem(id: string, upload: ResumableUpload): QueueItem {
  const { uploadId, bucket, filename, sizeBytes, modifiedAtMs, options } = upload
  const path = options.metadata?.path
  return {
    ...WAITING,
    id,
    file: null,
    filename,
    sizeBytes: sizeBytes ?? 0,
    modifiedAtMs,
    path: typeof path === 'string' ? path : null,
    bucket,
    options,
    phase: 'interrupted',
    uploadId,
    renews: null,
  }
}

/** Only the first and last MiB tell for certain, and the client looks at them before it sends anything. */
export function isItsFile(item: QueueItem, file: File): boolean {
  // Called otherwise by the app, the file's own name says nothing.
  const isNamed = item.options.filename !== undefined || item.filename === file.name
  const isUnchanged = item.modifiedAtMs === null || item.modifiedAtMs === file.lastModified
  return item.phase === 'interrupted' && isNamed && isUnchanged && item.sizeBytes === file.size
}

/** Whatever is asked for now was asked for then. What nobody asks for stays as it was. */
export function isAskedAlike(
  item: QueueItem,
  { bucket, fileSizeBytes: _, ...options }: QueueUploadOptions,
): boolean {
  const kept: Readonly<Record<string, unknown>> = item.options
  return (
    item.bucket === bucket &&
    Object.entries(options).every(([name, value]) => value === undefined || isSame(value, kept[name]))
  )
}

/** As JSON, in which way ever it was written down. */
const isSame = (one: unknown, other: unknown): boolean => textOf(one) === textOf(other)

const textOf = (value: unknown) =>
  JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )

/** As it is sent: metadata that somebody gives have the place in the folder beside them. */
export function withPath<TOptions extends Pick<QueueUploadOptions, 'metadata'>>(
  options: TOptions,
  path: string | null,
): TOptions {
  const { metadata } = options
  return path === null || metadata === undefined ? options : { ...options, metadata: { ...metadata, path } }
}
