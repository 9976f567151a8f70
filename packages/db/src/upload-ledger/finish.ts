import { isOpen } from '@landfall/core/domain'
import type { FinishOutcome, FinishRequest } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { complete } from './complete.ts'
import { findUploadById } from './find.ts'
import { release } from './release.ts'

const MAX_LOOKS = 5

/** The only way out of an open status. Who loses learns the winner's state, read after the winner's commit. */
export async function finish(db: Database, request: FinishRequest): Promise<FinishOutcome> {
  for (let looks = 1; ; looks++) {
    const outcome = await (request.kind === 'completed' ? completeOrSkip(db, request) : release(db, request))
    if (outcome !== null) return outcome
    const upload = await findUploadById(db, request.uploadId)
    if (upload === null) return { outcome: 'gone' }
    // A cancel means whatever attempt there is: it lost to a renewal and has to meet the new key.
    const isOutrun = request.kind === 'canceled' && isOpen(upload.status)
    if (!isOutrun || looks >= MAX_LOOKS) return { outcome: 'lost', upload }
  }
}

/** The object that had the unique key may be deleted between the two statements: then the key is free again. */
async function completeOrSkip(
  db: Database,
  request: Extract<FinishRequest, { kind: 'completed' }>,
): Promise<FinishOutcome | null> {
  const { uploadId, attempt } = request
  for (let looks = 1; looks <= MAX_LOOKS; looks++) {
    const outcome = await complete(db, request)
    if (outcome !== 'key_taken') return outcome
    const skipped = await release(db, { kind: 'skipped', uploadId, attempt })
    if (skipped !== null) return skipped
  }
  return null
}
