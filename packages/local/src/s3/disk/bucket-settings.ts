import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CorsRule } from '../cors-rule.ts'
import { replaceFile, syncDirectory } from './durable.ts'
import { KeyedLock } from './keyed-lock.ts'

/** undefined for a bucket whose versioning was never touched; there is no way back to that. */
export type Versioning = 'Enabled' | 'Suspended'

type Settings = {
  cors: readonly CorsRule[]
  versioning: Versioning
  /** The XML document as it was put. Kept for whoever asks; nothing here acts upon it. */
  lifecycle: string
}

const NAMES = ['cors', 'versioning', 'lifecycle'] as const satisfies (keyof Settings)[]

/** What a bucket was told besides objects: each setting a small JSON file that is replaced whole. */
export class BucketSettings {
  readonly #place: { dir: string; temporaryDir: string }
  readonly #values: Partial<Settings>
  /** Of two changes at once the file and the memory keep the same one. */
  readonly #lock = new KeyedLock()

  constructor(place: { dir: string; temporaryDir: string }) {
    this.#place = place
    const found = NAMES.filter(name => existsSync(this.#path(name)))
    this.#values = Object.fromEntries(
      found.map(name => [name, JSON.parse(readFileSync(this.#path(name), 'utf8'))]),
    )
  }

  get<TName extends keyof Settings>(name: TName): Settings[TName] | undefined {
    return this.#values[name]
  }

  async put<TName extends keyof Settings>(name: TName, value: Settings[TName]): Promise<void> {
    const { temporaryDir } = this.#place
    await this.#lock.run(name, async () => {
      await replaceFile(this.#path(name), { text: JSON.stringify(value), temporaryDir })
      this.#values[name] = value
    })
  }

  async remove(name: Exclude<keyof Settings, 'versioning'>): Promise<void> {
    await this.#lock.run(name, async () => {
      await rm(this.#path(name), { force: true })
      await syncDirectory(this.#place.dir)
      delete this.#values[name]
    })
  }

  #path(name: keyof Settings): string {
    return join(this.#place.dir, `${name}.json`)
  }
}
