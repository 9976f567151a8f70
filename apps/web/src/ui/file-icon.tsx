import { File, FileArchive, FileAudio, FileImage, FileText, FileVideo, type LucideIcon } from 'lucide-react'
import { cn } from '#lib/cn.ts'

const BY_FAMILY: Record<string, LucideIcon> = {
  image: FileImage,
  video: FileVideo,
  audio: FileAudio,
  text: FileText,
}

function iconOf(contentType: string): LucideIcon {
  if (/zip|tar|compressed/.test(contentType)) return FileArchive
  if (/pdf|json|xml/.test(contentType)) return FileText
  return BY_FAMILY[contentType.split('/')[0] ?? ''] ?? File
}

export function FileIcon({ contentType, className }: { contentType: string; className?: string }) {
  const Icon = iconOf(contentType)
  return <Icon className={cn('size-4 shrink-0 text-muted', className)} aria-hidden />
}
