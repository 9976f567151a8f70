import type { Actor } from '../../domain/actor.ts'
import type { DomainError } from '../../domain/errors.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { ServiceDeps } from '../deps.ts'
import { findUpload, type UploadRef } from '../uploads/find-upload.ts'
import type { WaitOutcome } from './waiting-room.ts'

export interface WaitForUpload extends UploadRef {
  timeoutSeconds: number
  actorNow: () => Promise<Actor>
  signal: AbortSignal | undefined
}

/** Between two looks at what a waiting room does not tell: a renewal, a task that confirms, a credential that is over. */
const LOOK_SECONDS = 15

/**
 * The upload as it stands when it became final, when the time is over, or when this process stops. Nothing is told to a
 * credential that is over: `actorNow` throws then, and so does this, at the next look.
 */
export async function waitForUpload(
  deps: ServiceDeps,
  actor: Actor,
  input: WaitForUpload,
): Promise<Result<UploadRecord>> {
  let current = actor
  let isOver = false
  for (let leftSeconds = input.timeoutSeconds; ; leftSeconds -= LOOK_SECONDS) {
    const found = await findUpload(deps, current, input)
    if (!found.ok || !isOpen(found.value.status) || isOver || leftSeconds <= 0) return found
    const outcome = await sitDown(deps, found.value, {
      timeoutSeconds: Math.min(leftSeconds, LOOK_SECONDS),
      signal: input.signal,
    })
    // Who was let in and finds the place taken after a look is answered, as at the end of the time.
    if (outcome.kind === 'full')
      return leftSeconds === input.timeoutSeconds ? refuse(roomIsFull(outcome)) : found
    isOver = outcome.kind !== 'timeout'
    current = await input.actorNow()
  }
}

/**
 * Every state of the upload that the caller has not seen, from `lastSeen` on, and the final one last. Ends early with
 * `closing` where this process stops: another one goes on from there. Nothing is told to a credential that is over:
 * `actorNow` throws then, and so does this.
 */
export async function* watchUpload(
  deps: ServiceDeps,
  actor: Actor,
  input: UploadRef & {
    lastSeen: string | null
    actorNow: () => Promise<Actor>
    signal: AbortSignal | undefined
  },
): AsyncGenerator<Result<{ state: string; upload: UploadRecord }>, 'final' | 'gone' | 'closing'> {
  let { lastSeen } = input
  let current = actor
  for (;;) {
    const found = await findUpload(deps, current, input)
    if (!found.ok) {
      yield found
      return 'gone'
    }
    const upload = found.value
    const state = stateOf(upload)
    if (state !== lastSeen) yield succeed({ state, upload })
    lastSeen = state
    if (!isOpen(upload.status)) return 'final'

    const outcome = await sitDown(deps, upload, { timeoutSeconds: LOOK_SECONDS, signal: input.signal })
    if (outcome.kind === 'full') {
      yield refuse(roomIsFull(outcome))
      return 'gone'
    }
    if (outcome.kind === 'gone' || outcome.kind === 'closing') return outcome.kind
    current = await input.actorNow()
  }
}

/** Of one upload no state comes twice, so its words are an id to go on from. */
const stateOf = ({ attempt, status, liveTaskId }: UploadRecord) =>
  [attempt, status, ...(liveTaskId === null ? [] : [liveTaskId])].join('-')

function sitDown(
  deps: ServiceDeps,
  { uploadId, organizationId }: UploadRecord,
  { timeoutSeconds, signal }: Pick<WaitForUpload, 'timeoutSeconds' | 'signal'>,
): Promise<WaitOutcome> {
  return deps.waitingRoom.wait({ uploadId, organizationId, timeoutMs: timeoutSeconds * 1000, signal })
}

function roomIsFull({ scope, limit }: Extract<WaitOutcome, { kind: 'full' }>): DomainError {
  const whose = scope === 'process' ? 'this server' : 'your organization'
  return {
    code: 'TOO_MANY_WAITING',
    message: `At most ${limit} calls of ${whose} wait at a time; ask again, or poll`,
    details: { scope, limit },
  }
}
