import { type ImgHTMLAttributes, type ReactNode, useState, type VideoHTMLAttributes } from 'react'
import { useItemContext } from './item-context.ts'
import { usePreview } from './use-preview.ts'

export interface PreviewProps {
  /** Default: that of the `FileItem` around it. */
  file?: Blob | null | undefined
  /** What the picture is called. Default: nothing, since the file's name stands beside it. */
  alt?: string | undefined
  className?: string | undefined
  /** For what the browser cannot show: documents, formats that it does not know, files of an earlier page. */
  fallback?: ReactNode
  imgProps?: ImgHTMLAttributes<HTMLImageElement> | undefined
  videoProps?: VideoHTMLAttributes<HTMLVideoElement> | undefined
}

/** A picture, or the first frame of a video, of a file on this device; nothing of it is fetched. */
export function Preview({ file, alt = '', className, fallback = null, imgProps, videoProps }: PreviewProps) {
  const item = useItemContext()?.item
  const shown = file === undefined ? item?.file : file
  const kind = shown?.type.split('/')[0]
  const isShowable = kind === 'image' || kind === 'video'
  const url = usePreview(isShowable ? shown : null)
  const [failed, setFailed] = useState<string | null>(null)
  if (!isShowable || (url !== null && failed === url)) return <>{fallback}</>
  if (url === null) return null
  const common = { className, src: url, onError: () => setFailed(url), 'data-part': 'preview' }
  if (kind === 'video') return <video muted playsInline preload="metadata" {...videoProps} {...common} />
  return <img alt={alt} {...imgProps} {...common} />
}
