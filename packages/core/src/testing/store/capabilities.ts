import type { StoreCapabilities } from '../../domain/guard.ts'

/** A store that does all that Landfall looks for, on a bucket without versions. */
export const CAPABLE: StoreCapabilities = {
  conditionalPut: true,
  refusesUnsignedHeaders: true,
  conditionalCopy: true,
  copyComputesSha256: true,
  verifiesChecksum: true,
  conditionalDelete: true,
  enforcesLength: true,
  headMissingIs404: true,
  conditionalComplete: true,
  checksObjectSize: true,
  pagesParts: true,
  listsMultiparts: true,
  versioned: false,
}
