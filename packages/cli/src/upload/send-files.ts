import { LandfallError } from '@landfall/client'
import { type Context, EXIT, type ExitCode } from '../context.ts'
import { isAborted } from '../describe-error.ts'
import { exitOf } from '../for-each.ts'
import { createBoard } from '../output/progress-board.ts'
import type { Asked } from './call-notes.ts'
import { type Finished, finishEarlier, isAskedAgain, isKept, isSameCall } from './earlier-uploads.ts'
import { type Sending, sendFile } from './send-file.ts'
import {
  type Tally,
  type Teller,
  tellFailure,
  tellGoingOn,
  tellHowToGoOn,
  tellResult,
  tellSummary,
} from './tell.ts'

export interface Batch extends Omit<Sending, 'signal'> {
  context: Context
  isJson: boolean
  parallel: number
  /** The bytes are gone with this call. */
  isOnce?: boolean
}

/**
 * So many at once; a file that fails does not keep the others back, an interruption ends what runs and begins no more.
 * Before all, earlier uploads of which only the last answer is missing.
 */
export async function sendFiles(batch: Batch, items: readonly Asked[]): Promise<ExitCode> {
  const { context, isJson, parallel } = batch
  const startedAt = performance.now()
  const board = createBoard({ ...context, isShown: !isJson }, items)
  const to: Teller = {
    isJson,
    stdout: text => board.above(() => context.stdout(text)),
    stderr: text => board.above(() => context.stderr(text)),
  }
  const tally: Tally = { done: 0, failed: 0, kept: 0, canceled: 0, notBegun: 0, bytes: 0, resumable: 0 }
  const stopWarning = warnWhoWaits(context, to)
  const finished = await finishOthers(batch, items, to)
  const waiting = items.values()
  const sendNext = async () => {
    for (const item of waiting) await settle({ batch, board, to, tally, finished }, item)
  }
  await Promise.all(Array.from({ length: parallel }, sendNext))
  stopWarning()
  board.end()
  tellSummary(to, tally, (performance.now() - startedAt) / 1000)
  tellHowToGoOn(to, tally, batch.isOnce === true)
  return context.signal.aborted ? EXIT.interrupted : exitOf(tally)
}

interface Running {
  batch: Batch
  board: ReturnType<typeof createBoard>
  to: Teller
  tally: Tally
  finished: readonly Finished[]
}

async function settle({ batch, board, to, tally, finished }: Running, item: Asked): Promise<void> {
  const { signal } = batch.context
  if (signal.aborted) {
    tally.notBegun += 1
    if (to.isJson) tellFailure(to, item, { error: NOT_BEGUN, isKept: false })
    return
  }
  try {
    const earlier = finished.find(upload => isSameCall(upload, item))?.result
    const result = earlier
      ? { ...earlier, resumedBytes: item.sizeBytes }
      : await sendFile({ ...batch, signal }, item, {
          onProgress: progress => board.update(item, progress),
          onGoingOn: storedBytes => tellGoingOn(to, item, storedBytes),
        })
    tally.done += 1
    tally.bytes += result.fileSizeBytes ?? 0
    board.finish(item)
    tellResult(to, item, result)
  } catch (error) {
    const failure = { error, isKept: await isKept(batch, item, error) }
    tally[outcomeOf(failure)] += 1
    if (failure.isKept) tally.resumable += 1
    board.finish(item)
    tellFailure(to, item, failure)
  }
}

function outcomeOf({ error, isKept }: { error: unknown; isKept: boolean }): 'kept' | 'canceled' | 'failed' {
  if (!isAborted(error)) return 'failed'
  return isKept ? 'kept' : 'canceled'
}

const NOT_BEGUN = new LandfallError({ code: 'ABORTED', message: 'Interrupted before it was begun' })

/** Tells those that nobody has asked for now; the others are told in their turn. */
async function finishOthers(batch: Batch, items: readonly Asked[], to: Teller): Promise<Finished[]> {
  const finished = await finishEarlier(batch, batch.context.signal)
  for (const upload of finished) {
    const { filename, note, result, error } = upload
    // What was refused is tried again in its turn.
    const isTold = result === null ? isAskedAgain : isSameCall
    if (items.some(item => isTold(upload, item))) continue
    const item = note?.item ?? { name: filename, file: filename, path: null, sizeBytes: 0 }
    if (result !== null) tellResult(to, item, { ...result, resumedBytes: result.fileSizeBytes ?? 0 })
    else if (!isAborted(error)) tellFailure(to, item, { error, isKept: false })
  }
  return finished
}

/** Ending well takes a moment, and longer where nobody answers. */
const LONG_MS = 1_000

function warnWhoWaits({ signal }: Context, to: Teller): () => void {
  let timer: NodeJS.Timeout | undefined
  const warn = () => {
    timer = setTimeout(() => to.isJson || to.stderr('ending what runs; Ctrl-C again ends at once\n'), LONG_MS)
  }
  signal.addEventListener('abort', warn, { once: true })
  return () => {
    signal.removeEventListener('abort', warn)
    clearTimeout(timer)
  }
}
