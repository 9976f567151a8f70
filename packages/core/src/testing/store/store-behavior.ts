import { createFaults, type FaultSwitches, failureOf, type Run } from '../fault-switches.ts'

/** How the fake store behaves; by default as S3 does. Tests change the members in place. */
export interface StoreBehavior {
  versioned: boolean
  /** A second PUT under `If-None-Match: *` is refused. */
  obeysIfNoneMatch: boolean
  refusesUnsignedHeaders: boolean
  verifiesChecksum: boolean
  copyComputesSha256: boolean
  conditionalCopy: boolean
  conditionalDelete: boolean
  enforcesLength: boolean
  /** ListParts obeys its limit and marker; otherwise one page has them all. */
  pagesParts: boolean
  /** Open multiparts that one listing shows at most. */
  multipartsAPage: number
  /** The ETag of parts put together is no MD5 of MD5s. */
  opaqueMultipartEtag: boolean
  /** Every request is STORAGE_MISCONFIGURED. */
  denies: boolean
  /** Real time that every request takes. */
  delayMs: number
}

export const LIKE_S3: StoreBehavior = {
  versioned: false,
  obeysIfNoneMatch: true,
  refusesUnsignedHeaders: true,
  verifiesChecksum: true,
  copyComputesSha256: true,
  conditionalCopy: true,
  conditionalDelete: true,
  enforcesLength: true,
  pagesParts: true,
  multipartsAPage: 1_000,
  opaqueMultipartEtag: false,
  denies: false,
  delayMs: 0,
}

export type StoreMethod =
  | 'head'
  | 'copy'
  | 'delete'
  | 'list'
  | 'readText'
  | 'writeText'
  | 'createMultipart'
  | 'listParts'
  | 'completeMultipart'
  | 'abortMultipart'
  | 'listMultiparts'
  | 'checkAccess'
  | 'putBytes'
  | 'put'
  | 'get'

export function createStoreFaults(behavior: StoreBehavior): {
  faults: FaultSwitches<StoreMethod>
  run: Run<StoreMethod>
} {
  const { run, ...faults } = createFaults<StoreMethod>('STORAGE_UNAVAILABLE')
  return {
    faults,
    run: (method, work) =>
      run(method, async () => {
        if (behavior.delayMs > 0) await new Promise(resolve => setTimeout(resolve, behavior.delayMs))
        if (behavior.denies) throw failureOf('STORAGE_MISCONFIGURED', method)
        return work()
      }),
  }
}
