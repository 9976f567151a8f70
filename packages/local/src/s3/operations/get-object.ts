import type { Operation } from './operation.ts'
import { openForReading } from './read-object.ts'

const READ_BYTES = 256 * 1024

export const getObject: Operation = async (store, request) => {
  const { meta, file, plan } = await openForReading(store, request)
  if (meta.size === 0) {
    await file.close()
    return { status: plan.status, headers: plan.headers }
  }
  const range = plan.range ?? { start: 0, end: meta.size - 1 }
  // The stream closes the file, also when the reader goes away.
  const body = file.createReadStream({ ...range, highWaterMark: READ_BYTES })
  return { status: plan.status, headers: plan.headers, body }
}
