import type { UploadStore } from './upload-store.ts'

/** Forgets with the process; for tests, and for servers that want to go on after a failure without touching a disk. */
export function createMemoryStore(): UploadStore {
  const uploads = new Map<string, string>()
  return {
    save: async upload => void uploads.set(upload.uploadId, JSON.stringify(upload)),
    remove: async uploadId => void uploads.delete(uploadId),
    list: async () => Array.from(uploads.values(), text => JSON.parse(text)),
  }
}
