import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Bucket, type BucketPlace } from './bucket.ts'
import type { ChangeLog } from './change-log.ts'
import { makeDirectory, syncDirectory } from './durable.ts'
import { KeyedLock } from './keyed-lock.ts'
import { objectsDir, type StoreLayout, storeLayout } from './layout.ts'

const BUCKET_FILE = 'bucket.json'

/** All buckets of the store. A bucket's folder appears and disappears by one rename, like an object's file. */
export class BucketSet {
  readonly #layout: StoreLayout
  readonly #changes: ChangeLog | undefined
  readonly #buckets = new Map<string, Bucket>()
  readonly #lock = new KeyedLock()

  private constructor(layout: StoreLayout, changes: ChangeLog | undefined) {
    this.#layout = layout
    this.#changes = changes
  }

  /** Opens or creates the store in a folder and throws away what writes that died have left. */
  static async open(dir: string, onDamaged: (path: string) => void, changes?: ChangeLog): Promise<BucketSet> {
    const layout = storeLayout(dir)
    await rm(layout.temporaryDir, { recursive: true, force: true })
    await makeDirectory(layout.temporaryDir)
    await makeDirectory(layout.bucketsDir)
    const buckets = new BucketSet(layout, changes)
    for (const name of await readdir(layout.bucketsDir)) {
      if (!existsSync(join(layout.bucketsDir, name, BUCKET_FILE))) continue
      buckets.#buckets.set(name, Bucket.load(buckets.#place(name), onDamaged))
    }
    return buckets
  }

  get(name: string): Bucket | undefined {
    return this.#buckets.get(name)
  }

  /** Having it already is no error. */
  create(name: string, createdAt: Date): Promise<void> {
    return this.#lock.run(name, async () => {
      if (this.#buckets.has(name)) return
      const place = this.#place(name)
      const staged = join(this.#layout.temporaryDir, randomUUID())
      await mkdir(objectsDir(staged), { recursive: true })
      await writeFile(join(staged, BUCKET_FILE), JSON.stringify({ name, createdAt }), { flush: true })
      await syncDirectory(staged)
      await rename(staged, place.dir)
      await syncDirectory(this.#layout.bucketsDir)
      this.#buckets.set(
        name,
        Bucket.load(place, () => undefined),
      )
    })
  }

  remove(name: string): Promise<'removed' | 'absent' | 'not empty'> {
    return this.#lock.run(name, async () => {
      const bucket = this.#buckets.get(name)
      if (!bucket) return 'absent'
      if (!bucket.tryRemove()) return 'not empty'
      const doomed = join(this.#layout.temporaryDir, randomUUID())
      await rename(this.#place(name).dir, doomed)
      this.#buckets.delete(name)
      await syncDirectory(this.#layout.bucketsDir)
      await rm(doomed, { recursive: true, force: true })
      return 'removed'
    })
  }

  #place(name: string): BucketPlace {
    const { bucketsDir, temporaryDir } = this.#layout
    return { name, dir: join(bucketsDir, name), temporaryDir, changes: this.#changes }
  }
}
