import { readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChangeLog, LoggedChange, ObjectChange } from '../disk/change-log.ts'
import { makeDirectory, syncDirectory } from '../disk/durable.ts'

/**
 * Events that have not been received yet, on disk: dir/events/BATCH/NUMBER.intent is written before its change happens
 * and renamed to NUMBER.event when it has happened. So a process that dies loses none; what is an intent at start is
 * held against the objects, which can tell, because a key's next change waits for the one before. One file per event
 * rather than one journal: nothing has to be compacted, and what is delivered costs one unlink. Batches keep folders
 * short, and memory holds no more than one batch's names however long the receiver is away.
 */
const BATCH_SIZE = 1000
const INTENT = '.intent'
const EVENT = '.event'

export type PendingEvent = { change: ObjectChange; path: string }

function batchName(number: number): string {
  return String(Math.floor(number / BATCH_SIZE)).padStart(12, '0')
}

function fileName(number: number): string {
  return String(number).padStart(15, '0')
}

/** undefined for a file that was being written when the process died, so that its change never began. */
async function readChange(path: string): Promise<ObjectChange | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ObjectChange
  } catch {
    return undefined
  }
}

export class Outbox implements ChangeLog {
  readonly #dir: string
  readonly #onEvent: () => void
  #nextNumber = 0

  /** `onEvent` is called for every change that has happened. */
  constructor(dir: string, onEvent: () => void) {
    this.#dir = dir
    this.#onEvent = onEvent
  }

  /** Before anything changes: settles the intents of a process that died. */
  async recover(hasHappened: (change: ObjectChange) => boolean): Promise<void> {
    await makeDirectory(this.#dir)
    for (const batch of await this.#batches()) {
      for (const name of await this.#names(batch)) {
        const path = join(this.#dir, batch, name)
        this.#nextNumber = Math.max(this.#nextNumber, Number.parseInt(name, 10) + 1)
        if (!name.endsWith(INTENT)) continue
        const change = await readChange(path)
        if (change && hasHappened(change)) await rename(path, path.replace(INTENT, EVENT))
        else await rm(path)
      }
    }
  }

  async begin(change: ObjectChange): Promise<LoggedChange> {
    const number = this.#nextNumber
    this.#nextNumber += 1
    const batchDir = join(this.#dir, batchName(number))
    const path = join(batchDir, fileName(number))
    await this.#write(batchDir, path + INTENT, JSON.stringify(change))
    return {
      confirm: async () => {
        await rename(path + INTENT, path + EVENT)
        this.#onEvent()
      },
      forget: () => rm(path + INTENT, { force: true }),
    }
  }

  /** The oldest first, as they are found; one that comes meanwhile may be among them or not. */
  async *pending(): AsyncGenerator<PendingEvent> {
    for (const batch of await this.#batches()) {
      const names = await this.#names(batch)
      for (const name of names) {
        if (!name.endsWith(EVENT)) continue
        const path = join(this.#dir, batch, name)
        const change = await readChange(path)
        if (change) yield { change, path }
      }
      if (names.length === 0 && this.#isOver(batch)) await rmdir(join(this.#dir, batch))
    }
  }

  async remove(event: PendingEvent): Promise<void> {
    await rm(event.path, { force: true })
  }

  async #write(batchDir: string, path: string, text: string): Promise<void> {
    await makeDirectory(batchDir)
    await writeFile(path, text, { flush: true })
    await syncDirectory(batchDir)
  }

  async #batches(): Promise<string[]> {
    return (await readdir(this.#dir)).filter(name => /^\d+$/.test(name)).sort()
  }

  async #names(batch: string): Promise<string[]> {
    return (await readdir(join(this.#dir, batch))).sort()
  }

  /** Whether nothing is being written into it any more: its last number was given out a whole batch ago. */
  #isOver(batch: string): boolean {
    return Number(batch) + 1 < Math.floor(this.#nextNumber / BATCH_SIZE)
  }
}
