import { InfrastructureError } from '@landfall/core/domain'
import type { CopyRequest } from '@landfall/core/ports'
import { expect } from 'vitest'
import type { S3ObjectStore } from '../../src/index.ts'

export const COPY: CopyRequest = {
  sourceKey: 'source',
  sourceVersionId: null,
  targetKey: 'target',
  ifSourceEtag: 'abc',
  contentType: 'text/plain',
  checksumAlgorithm: 'SHA256',
}

/** Every call of the port that asks the store, so that none maps an error in a way of its own. */
export const CALLS: { name: string; run: (store: S3ObjectStore) => Promise<unknown> }[] = [
  { name: 'head', run: store => store.head('k') },
  { name: 'copy', run: store => store.copy(COPY) },
  { name: 'delete', run: store => store.delete('k') },
  { name: 'conditional delete', run: store => store.delete('k', { ifEtag: 'abc' }) },
  { name: 'checkAccess', run: store => store.checkAccess() },
  { name: 'listKeys', run: store => store.listKeys('').next() },
  { name: 'putBytes', run: store => store.putBytes('k', new Uint8Array(3), 'text/plain') },
  { name: 'ensureBucket', run: store => store.ensureBucket({ create: false }) },
]

export async function expectPortError(promise: Promise<unknown>, code: InfrastructureError['code']) {
  const error = await promise.then(
    value => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(InfrastructureError)
  expect(error).toMatchObject({ code })
}
