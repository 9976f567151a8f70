import type { PendingUpload, UploadStore } from './upload-store.ts'

/** The part of IndexedDB that is used. */
export interface IndexedDb {
  open(name: string, version: number): OpenRequest
}

interface Request<TResult> {
  readonly result: TResult
  readonly error: unknown
  onsuccess: (() => void) | null
  onerror: (() => void) | null
}

interface OpenRequest extends Request<Database> {
  onupgradeneeded: (() => void) | null
}

interface Database {
  createObjectStore(name: string, options: { keyPath: string }): unknown
  transaction(name: string, mode: 'readonly' | 'readwrite'): { objectStore(name: string): ObjectStore }
  close(): void
}

interface ObjectStore {
  put(value: PendingUpload): Request<unknown>
  delete(key: string): Request<unknown>
  getAll(): Request<PendingUpload[]>
}

const DATABASE = 'landfall'
const VERSION = 1
const UPLOADS = 'uploads'

/**
 * For browsers; shared by all pages of an origin. Opened for each use: a database that is held open would keep another
 * tab's newer client from changing it.
 */
export function createIndexedDbStore(indexedDb: IndexedDb): UploadStore {
  async function use<TResult>(
    mode: 'readonly' | 'readwrite',
    ask: (store: ObjectStore) => Request<TResult>,
  ): Promise<TResult> {
    const opening = indexedDb.open(DATABASE, VERSION)
    opening.onupgradeneeded = () => opening.result.createObjectStore(UPLOADS, { keyPath: 'uploadId' })
    const database = await answerOf(opening)
    try {
      return await answerOf(ask(database.transaction(UPLOADS, mode).objectStore(UPLOADS)))
    } finally {
      database.close()
    }
  }
  return {
    save: async upload => void (await use('readwrite', store => store.put(upload))),
    remove: async uploadId => void (await use('readwrite', store => store.delete(uploadId))),
    list: () => use('readonly', store => store.getAll()),
  }
}

function answerOf<TResult>(request: Request<TResult>): Promise<TResult> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
