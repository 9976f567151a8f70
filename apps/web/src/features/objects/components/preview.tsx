'use client'

import type { Blob } from '../hooks/use-objects.ts'
import { previewKindOf } from '../preview-kind.ts'
import { MediaPreview } from './media-preview.tsx'
import { NoPreview } from './no-preview.tsx'
import { PdfPreview } from './pdf-preview.tsx'
import { TextPreview } from './text-preview.tsx'

/** The whole file is read into memory for the viewer. */
const MAX_PDF_BYTES = 100_000_000

/** `url` is the signed link that also downloads it: `attachment`, which pictures and players do not mind. */
export function Preview({ blob, url }: { blob: Blob; url: string }) {
  const { mime_type: type, size_bytes: size } = blob.details
  const kind = previewKindOf(type)
  if (size === 0) return <NoPreview contentType={type}>The file is empty.</NoPreview>
  if (kind === 'text') return <TextPreview blob={blob} url={url} />
  if (kind === 'pdf' && size <= MAX_PDF_BYTES) return <PdfPreview blob={blob} url={url} />
  if (kind === 'image' || kind === 'video' || kind === 'audio') {
    return <MediaPreview kind={kind} url={url} blob={blob} />
  }
  return <NoPreview contentType={type}>There is no preview for files of this kind.</NoPreview>
}
