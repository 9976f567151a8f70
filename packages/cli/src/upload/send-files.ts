import { LandfallError } from '@landfall/client'
import { type Context, EXIT, type ExitCode } from '../context.ts'
import { isAborted } from '../describe-error.ts'
import { exitOf } from '../for-each.ts'
import { createBoard } from '../output/progress-board.ts'
import type { Item } from './find-files.ts'
import { type Sending, sendFile } from './send-file.ts'
import { type Tally, type Teller, tellFailure, tellResult, tellSummary } from './tell.ts'

export interface Batch extends Sending {
  context: Context
  isJson: boolean
  parallel: number
}

/** So many at once; a file that fails does not keep the others back, an interruption ends what runs and begins no more. */
export async function sendFiles(batch: Batch, items: readonly Item[]): Promise<ExitCode> {
  const { context, isJson, parallel } = batch
  const startedAt = performance.now()
  const board = createBoard({ ...context, isShown: !isJson }, items)
  const to: Teller = {
    isJson,
    stdout: text => board.above(() => context.stdout(text)),
    stderr: text => board.above(() => context.stderr(text)),
  }
  const tally: Tally = { done: 0, failed: 0, canceled: 0, notBegun: 0, bytes: 0 }
  const waiting = items.values()
  const sendNext = async () => {
    for (const item of waiting) await settle({ batch, board, to, tally }, item)
  }
  await Promise.all(Array.from({ length: parallel }, sendNext))
  board.end()
  tellSummary(to, tally, (performance.now() - startedAt) / 1000)
  return context.signal.aborted ? EXIT.interrupted : exitOf(tally)
}

interface Running {
  batch: Batch
  board: ReturnType<typeof createBoard>
  to: Teller
  tally: Tally
}

async function settle({ batch, board, to, tally }: Running, item: Item): Promise<void> {
  if (batch.context.signal.aborted) {
    tally.notBegun += 1
    if (to.isJson) tellFailure(to, item, NOT_BEGUN)
    return
  }
  try {
    const result = await sendFile(batch, item, progress => board.update(item, progress))
    tally.done += 1
    tally.bytes += result.fileSizeBytes ?? 0
    board.finish(item)
    tellResult(to, item, result)
  } catch (error) {
    if (isAborted(error)) tally.canceled += 1
    else tally.failed += 1
    board.finish(item)
    tellFailure(to, item, error)
  }
}

const NOT_BEGUN = new LandfallError({ code: 'ABORTED', message: 'Interrupted before it was begun' })
