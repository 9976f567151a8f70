import { InfrastructureError } from '@landfall/core/domain'
import type { Log } from '@landfall/core/ports'
import { SetupError } from './bootstrap/setup-error.ts'
import { EnvError } from './env.ts'

/**
 * How a process of ours lives and ends, the same for every main: it says `ready` over IPC where there is one, stops on
 * SIGTERM, SIGINT or when its parent is gone (IPC closes, however the parent died), and dies on what nobody expected.
 */
export interface Service {
  log: Log
  /** Resolves when running work is done and everything is closed. */
  stop(): Promise<void>
}

/** The supervisor kills after 10 s; what is still running then would be cut off without a word. */
const STOP_WITHIN_MS = 9_000

export async function runProcess(start: () => Promise<Service>): Promise<void> {
  const service = await start().catch(failToStart)
  const { log } = service
  let isStopping = false

  function stopFor(reason: string): void {
    if (isStopping) return
    isStopping = true
    log.info({ reason }, 'stopping')
    setTimeout(() => {
      log.error({ reason }, 'did not stop in time')
      process.exit(1)
    }, STOP_WITHIN_MS).unref()
    service.stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'could not stop cleanly')
        process.exit(1)
      },
    )
  }

  process.on('SIGTERM', () => stopFor('SIGTERM'))
  process.on('SIGINT', () => stopFor('SIGINT'))
  process.on('disconnect', () => stopFor('the parent process is gone'))
  // An unhandled rejection arrives here too. State is unknown from here on, and a fresh process is a second away.
  process.on('uncaughtException', err => {
    log.error({ err }, 'uncaught exception')
    process.exit(1)
  })
  process.send?.({ type: 'ready' })
}

/** Something to be told in one line; anything else is a bug and shows its stack. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}

export function failToStart(error: unknown): never {
  process.stderr.write(`${describeFailure(error)}\n`)
  process.exit(1)
}

function describeFailure(error: unknown): string {
  if (error instanceof EnvError || error instanceof SetupError || error instanceof StartFailure)
    return error.message
  if (error instanceof InfrastructureError) {
    return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
  }
  return (error instanceof Error && error.stack) || String(error)
}
