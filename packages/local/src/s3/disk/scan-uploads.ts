import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PART_SUFFIX, UPLOAD_FILE, uploadsDir } from './layout.ts'
import { readMetaOf } from './scan-objects.ts'
import type { OpenUpload, PartMeta, UploadMeta } from './upload-meta.ts'

function loadParts(dir: string, onDamaged: (path: string) => void): Map<number, PartMeta> {
  const parts = new Map<number, PartMeta>()
  for (const name of readdirSync(dir)) {
    if (!name.endsWith(PART_SUFFIX)) continue
    const path = join(dir, name)
    const part = readMetaOf<PartMeta>(path)
    if (part) parts.set(part.partNumber, part)
    else onDamaged(path)
  }
  return parts
}

/** Finds the open uploads of a bucket, once, at start. */
export function loadUploads(bucketDir: string, onDamaged: (path: string) => void): Map<string, OpenUpload> {
  const root = uploadsDir(bucketDir)
  const uploads = new Map<string, OpenUpload>()
  for (const name of existsSync(root) ? readdirSync(root) : []) {
    const dir = join(root, name)
    const file = join(dir, UPLOAD_FILE)
    if (!existsSync(file)) continue
    const meta = JSON.parse(readFileSync(file, 'utf8')) as UploadMeta
    uploads.set(meta.uploadId, { ...meta, dir, parts: loadParts(dir, onDamaged) })
  }
  return uploads
}
