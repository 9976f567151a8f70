import type { StoreCapabilities } from '@landfall/core/domain'
import { withDeadline } from '../deadline.ts'
import { storeFailureOf } from '../errors.ts'
import { checksObjectSize, conditionalComplete, listsMultiparts, pagesParts } from './multipart-checks.ts'
import { conditionalCopy, conditionalDelete, copyComputesSha256, headMissingIs404 } from './object-checks.ts'
import { type Finding, no, type Probe, UndecidedError } from './probe.ts'
import { conditionalPut, enforcesLength, refusesUnsignedHeaders, verifiesChecksum } from './put-checks.ts'

export type Capability = keyof StoreCapabilities

type Check = (probe: Probe) => Promise<Finding>

/** `versioned` needs no check of its own: the first PUT shows it. */
const CHECKS: Record<Exclude<Capability, 'versioned'>, Check> = {
  conditionalPut,
  refusesUnsignedHeaders,
  conditionalCopy,
  copyComputesSha256,
  verifiesChecksum,
  conditionalDelete,
  enforcesLength,
  headMissingIs404,
  conditionalComplete,
  checksObjectSize,
  pagesParts,
  listsMultiparts,
}

export type CheckOutcome = Finding & { isUndecided: boolean }

/** All at once, each on keys of its own; whatever is not done in time is undecided. */
export async function runChecks(
  probe: Probe,
  timeoutMs: number,
): Promise<Record<keyof typeof CHECKS, CheckOutcome>> {
  const run = async (check: Check): Promise<CheckOutcome> => {
    try {
      return { ...(await withDeadline(timeoutMs, () => check(probe))), isUndecided: false }
    } catch (error) {
      return outcomeOfFailure(error)
    }
  }
  const entries = Object.entries(CHECKS).map(async ([name, check]) => [name, await run(check)] as const)
  return Object.fromEntries(await Promise.all(entries)) as Record<keyof typeof CHECKS, CheckOutcome>
}

/**
 * A store that says no for good (denied, not implemented) lacks the capability. One that is busy, broken or gone leaves
 * the question open. So does a fault of our own: it must not cost the other findings.
 */
function outcomeOfFailure(error: unknown): CheckOutcome {
  if (error instanceof UndecidedError) return { ...no(error.message), isUndecided: true }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const failure = storeFailureOf(cause)
  if (failure === null || failure.kind === 'unavailable') {
    const message = cause instanceof Error ? cause.message : String(cause)
    return { ...no(`Not found out: ${message}`), isUndecided: true }
  }
  const answer = failure.status === null ? failure.kind : `${failure.status} ${failure.code ?? ''}`.trimEnd()
  return { ...no(`The store answered ${answer}.`), isUndecided: false }
}
