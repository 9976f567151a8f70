import type { ObjectStore } from '@landfall/core/ports'

/** Signed for nobody and never used: how an address is put together is the store adapter's to know. */
const ANY_FILE = {
  key: 'origin',
  versionId: null,
  expiresInSeconds: 60,
  contentDisposition: 'attachment',
  contentType: 'application/octet-stream',
}

let known: string | null = null

/** The origin that presigned URLs lead to; null where none can be signed right now. */
export async function storeOrigin(store: Pick<ObjectStore, 'presignGet'>): Promise<string | null> {
  known ??= await store.presignGet(ANY_FILE).then(
    url => new URL(url).origin,
    () => null,
  )
  return known
}
