import type { Clock } from '../clock.ts'
import { createProgressMeter, type ProgressMeter, type UploadProgress } from './progress.ts'
import { mayFollow, type UploadState } from './upload-state.ts'

/** What a caller wants to hear of one upload. */
export interface UploadListeners {
  onProgress?: ((progress: UploadProgress) => void) | undefined
  onState?: ((state: UploadState) => void) | undefined
}

/** Holds where an upload is and tells it; the only place that changes the state. */
export interface UploadTracker {
  meter(totalBytes: number | null): ProgressMeter
  moveTo(state: UploadState): void
}

export function trackUpload(clock: Pick<Clock, 'now'>, listeners: UploadListeners): UploadTracker {
  let state: UploadState = { phase: 'queued' }
  let meter: ProgressMeter | null = null
  return {
    meter: totalBytes => {
      meter = createProgressMeter(clock, totalBytes, progress => tell(listeners.onProgress, progress))
      return meter
    },
    moveTo: next => {
      if (!mayFollow(state.phase, next.phase))
        throw new RangeError(`An upload cannot go from ${state.phase} to ${next.phase}`)
      state = next
      tell(listeners.onState, next)
      meter?.enter(next.phase)
    },
  }
}

/** A listener that throws must change nothing here; its error surfaces as an uncaught one, like any event handler's. */
export function tell<TFact>(listener: ((fact: TFact) => void) | undefined, fact: TFact): void {
  try {
    listener?.(fact)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
