import type { Operation } from './operation.ts'
import { openForReading } from './read-object.ts'

export const headObject: Operation = async (store, request) => {
  const { file, plan } = await openForReading(store, request)
  await file.close()
  return { status: plan.status, headers: plan.headers }
}
