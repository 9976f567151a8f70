import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ObjectChange } from '../../src/s3/disk/change-log.ts'
import { Outbox } from '../../src/s3/events/outbox.ts'
import { newFolder } from './support/test-store.ts'

const COUNT = 2300

function change(sequence: number): ObjectChange {
  return { kind: 'Put', bucket: 'b', key: `key-${sequence}`, versionId: 'null', sequence, atMs: sequence }
}

/** What a long absence of the receiver has left, in folders of a thousand. */
async function fillFolder(dir: string): Promise<void> {
  for (let n = 0; n < COUNT; n += 1) {
    const batch = join(dir, String(Math.floor(n / 1000)).padStart(12, '0'))
    if (n % 1000 === 0) await mkdir(batch)
    const path = join(batch, `${String(n).padStart(15, '0')}.event`)
    await writeFile(path, JSON.stringify(change(n)))
  }
}

async function openOutbox(dir: string, hasHappened = () => false) {
  const outbox = new Outbox(dir, () => undefined)
  await outbox.recover(hasHappened)
  return outbox
}

async function sequences(outbox: Outbox): Promise<number[]> {
  const found: number[] = []
  for await (const event of outbox.pending()) found.push(event.change.sequence)
  return found
}

describe('the outbox of events', () => {
  it('hands a long backlog out in order and goes on numbering behind it, and its folders go when they are empty', async () => {
    await using folder = await newFolder()
    await fillFolder(folder.dir)
    const outbox = await openOutbox(folder.dir)
    await (await outbox.begin(change(COUNT))).confirm()
    expect(await sequences(outbox)).toEqual(Array.from({ length: COUNT + 1 }, (_, n) => n))
    for await (const event of outbox.pending()) await outbox.remove(event)
    expect(await sequences(outbox)).toEqual([])
    expect(await readdir(folder.dir)).toEqual(['000000000001', '000000000002'])
  })

  it('tells of nothing that is announced and has not happened', async () => {
    await using folder = await newFolder()
    const outbox = await openOutbox(folder.dir)
    const [first, second] = [await outbox.begin(change(1)), await outbox.begin(change(2))]
    expect(await sequences(outbox)).toEqual([])
    await second.forget()
    await first.confirm()
    expect(await sequences(outbox)).toEqual([1])
  })

  it.each([true, false])(
    'settles at start what was announced by a process that died: happened %s',
    async happened => {
      await using folder = await newFolder()
      await (await openOutbox(folder.dir)).begin(change(7))
      const asked: number[] = []
      const outbox = new Outbox(folder.dir, () => undefined)
      await outbox.recover(found => asked.push(found.sequence) > 0 && happened)
      expect(asked).toEqual([7])
      expect(await sequences(outbox)).toEqual(happened ? [7] : [])
    },
  )
})
