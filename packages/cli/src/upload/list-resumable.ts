import { type LandfallTrpc, type ResumableUpload, toLandfallError } from '@landfall/client'
import type { CallNote } from './call-notes.ts'
import type { Sender } from './open-sender.ts'
import type { Holder } from './upload-locks.ts'

/** An upload that was interrupted and that the server still holds open. */
export interface Resumable extends ResumableUpload {
  storedBytes: number
  /** `null`: nobody noted where its file lies. */
  note: CallNote | null
  /** The process that is sending it right now; `null`: nobody is. */
  holder: Holder | null
}

/** Oldest first, with those on their way. What the server holds open no longer is forgotten here too. */
export async function listResumable(
  { client, notes, locks }: Sender,
  trpc: LandfallTrpc,
): Promise<Resumable[]> {
  const noted = new Map(notes?.list().map(note => [note.uploadId, note]))
  const uploads: Resumable[] = []
  for (const upload of await client.resumable()) {
    const storedBytes = await storedBytesOf(trpc, upload)
    if (storedBytes !== null) {
      // Asked last: whoever has ended meanwhile no longer has it.
      const holder = locks?.holderOf(upload.uploadId) ?? null
      uploads.push({ ...upload, storedBytes, note: noted.get(upload.uploadId) ?? null, holder })
      continue
    }
    if (locks?.holderOf(upload.uploadId)) continue
    await client.forget(upload.uploadId)
    notes?.remove(upload.uploadId)
  }
  return uploads
}

const OVER: ReadonlySet<string> = new Set([
  'NOT_FOUND',
  'UPLOAD_SETTLED',
  'UPLOAD_CANCELED',
  'UPLOAD_FAILED',
  'NOT_MULTIPART',
])

type Page = Awaited<ReturnType<LandfallTrpc['uploads']['listParts']['query']>>

/** `null`: it is settled, canceled or has run out. */
async function storedBytesOf(trpc: LandfallTrpc, upload: ResumableUpload): Promise<number | null> {
  const asked = { bucket: upload.bucket, upload_id: upload.uploadId }
  let bytes = 0
  for (let cursor: string | null = null; ; ) {
    let page: Page
    try {
      page = await trpc.uploads.listParts.query({ ...asked, cursor })
    } catch (thrown) {
      const error = toLandfallError(thrown)
      if (OVER.has(error.code)) return null
      throw error
    }
    for (const part of page.parts) bytes += part.size_bytes
    cursor = page.next_cursor
    if (cursor === null) return bytes
  }
}
