import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { letPartsPass, storedParts } from '../../../apps/api/test/support/part-puts.ts'
import { type Installed, type Started, startInstalled } from './real-api.ts'

// Each starts processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 240_000 })

const MIB = 1024 ** 2
/** Just too large for one PUT: eight parts and a small one. */
const SIZE = 66 * MIB
const PARTS = 9
const PART_BYTES = 8 * MIB

let installed: Installed
let bytes: Buffer
beforeAll(async () => {
  installed = await startInstalled()
  bytes = randomBytes(SIZE)
  await writeFile(join(installed.folder, 'film.mov'), bytes)
})
afterEach(() => installed.api.faultyStore.heal())
afterAll(() => installed[Symbol.asyncDispose]())

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

const letPass = (count: number) => letPartsPass(installed.api, count)

/** Ends the command in the middle: when the store has so many parts, and the rest is on its way and stays there. */
async function interrupt({ child, ended }: Started, signal: NodeJS.Signals, stored: number) {
  await expect.poll(() => storedParts(installed.api, 'film.mov'), { timeout: 120_000 }).toBe(stored)
  child.kill(signal)
  return ended
}

const resumable = async (apiKey = installed.env.LANDFALL_API_KEY ?? '') => {
  const env = { ...installed.env, LANDFALL_API_KEY: apiKey }
  return JSON.parse((await installed.runHere(['uploads', '--resumable', '--json'], { env })).stdout).results
}

/** The other process goes on, and nothing is sent beside it. */
async function refusesWhatRuns(pid: number | undefined): Promise<void> {
  expect(await resumable()).toMatchObject([{ stored_bytes: 3 * PART_BYTES, running_in: { pid } }])
  const table = await installed.runHere(['uploads', '--resumable'])
  expect(table.stdout).toContain(`running in process ${pid} `)
  const refusal = { exit: 1, stderr: expect.stringContaining(`process ${pid} is sending it right now`) }
  expect(await installed.runHere(['upload', 'film.mov'])).toMatchObject({ ...refusal, stdout: '' })
  expect(await installed.runHere(['uploads', 'resume'])).toMatchObject(refusal)
}

/** Of another organization, and the same person at the same machine. */
async function keyOfOthers(): Promise<string> {
  const env = installed.operatorEnv
  await installed.runHere(['admin', 'org', 'create', 'Others'], { env })
  const made = await installed.runHere(['admin', 'keys', 'create', '--org', 'Others', '--json'], { env })
  return JSON.parse(made.stdout).api_key
}

/** Of the same organization and namespace, as after a change of keys. */
async function anotherKey(): Promise<string> {
  const made = await installed.runHere([
    'keys',
    'create',
    '--name',
    'next',
    '--permission',
    'write',
    '--json',
  ])
  return JSON.parse(made.stdout).api_key
}

describe('an upload in parts', () => {
  it('goes on after it was killed, and after Ctrl-C, and sends no part twice', async () => {
    const passed = [letPass(3)]
    const first = installed.start(['upload', 'film.mov'])
    await expect.poll(() => storedParts(installed.api, 'film.mov'), { timeout: 120_000 }).toBe(3)
    await refusesWhatRuns(first.child.pid)
    await interrupt(first, 'SIGKILL', 3)

    passed.push(letPass(2))
    const again = await interrupt(installed.start(['upload', 'film.mov']), 'SIGINT', 5)
    expect(again).toMatchObject({ exit: 130, stdout: '' })
    expect(again.stderr).toMatch(/^film\.mov: going on, 25\.2 MB of 69\.2 MB are there$/m)
    expect(again.stderr).toMatch(/^landfall: film\.mov: Interrupted, and kept\. \(ABORTED\)$/m)
    expect(again.stderr).toMatch(/ with the same command again, or with `landfall uploads resume`\n$/)

    const [listed] = await resumable()
    expect(listed).toMatchObject({
      file: join(installed.folder, 'film.mov'),
      stored_bytes: 5 * PART_BYTES,
      running_in: null,
    })
    expect(await resumable(await keyOfOthers())).toEqual([])

    passed.push(letPass(PARTS))
    const env = { ...installed.env, LANDFALL_API_KEY: await anotherKey() }
    const { exit, stdout } = await installed.run(['uploads', 'resume', '--json'], { env })
    expect(exit).toBe(0)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ upload_id: listed.upload_id, resumed_bytes: 5 * PART_BYTES })
    expect(passed.flat().sort((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    await installed.runHere(['get', result.object_id, '-o', 'copy.mov'])
    expect(sha256(await readFile(join(installed.folder, 'copy.mov')))).toBe(sha256(bytes))
    expect((await installed.runHere(['uploads', 'resume'])).stderr).toContain('no upload is left')
  })

  it('can be given up', async () => {
    letPass(0)
    const { child, ended } = installed.start(['upload', 'film.mov', '--json'])
    await expect.poll(() => resumable(), { timeout: 120_000 }).toHaveLength(1)
    child.kill('SIGINT')
    const { exit, stdout } = await ended
    const interrupted = { ok: false, kept: true, error: { code: 'ABORTED', details: { is_kept: true } } }
    expect({ exit, ...JSON.parse(stdout) }).toMatchObject({ exit: 130, ...interrupted })
    const [{ upload_id: uploadId }] = await resumable()
    await writeFile(join(installed.folder, 'film.mov'), 'something else')
    const changed = await installed.runHere(['uploads', 'resume'])
    expect(changed).toMatchObject({ exit: 1, stderr: expect.stringContaining('(SOURCE_CHANGED)') })
    expect((await installed.runHere(['uploads', 'cancel', uploadId])).stdout).toContain('canceled upl_')
    expect(await resumable()).toEqual([])
    const gone = await installed.runHere(['uploads', 'resume', uploadId])
    expect(gone).toMatchObject({ exit: 1, stderr: expect.stringContaining('(NOT_FOUND)') })
  })
})
