export type PreviewKind = 'image' | 'video' | 'audio' | 'pdf' | 'text'

/** What browsers show by an address alone; of other images they would show a broken one. */
const IMAGES = /^image\/(png|jpeg|gif|webp|avif|svg\+xml|bmp|x-icon|vnd\.microsoft\.icon)$/
const TEXTS = /^(text\/.+|application\/(.+\+)?(json|xml|yaml|toml|javascript|x-sh|sql|x-ndjson))$/

/** Null: a file that only a program of its own can show. */
export function previewKindOf(contentType: string): PreviewKind | null {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  if (IMAGES.test(type)) return 'image'
  if (type.startsWith('video/')) return 'video'
  if (type.startsWith('audio/')) return 'audio'
  if (type === 'application/pdf') return 'pdf'
  return TEXTS.test(type) ? 'text' : null
}
