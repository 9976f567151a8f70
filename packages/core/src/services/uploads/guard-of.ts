import { chooseGuard } from '../../domain/guard.ts'
import type { Guard } from '../../domain/upload-state.ts'
import type { ServiceDeps } from '../deps.ts'

/** Parts are put together by the server, and their URLs are dead then: nothing else has to keep them. */
export async function guardOf(
  deps: ServiceDeps,
  { partSizeBytes, sendsHeaders }: { partSizeBytes: number | null; sendsHeaders: boolean },
): Promise<Guard> {
  if (partSizeBytes !== null) return 'SERVER'
  return chooseGuard(await deps.storeProfile.current(), sendsHeaders)
}
