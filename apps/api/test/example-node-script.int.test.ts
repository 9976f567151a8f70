import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { letPartsPass, storedParts } from './support/part-puts.ts'
import { type Api, startApi } from './support/start-api.ts'

// It starts processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 240_000 })

const SCRIPT = fileURLToPath(new URL('../../../examples/node-script/upload-folder.ts', import.meta.url))

/** Just too large for one PUT: eight parts and a small one. */
const FILM = randomBytes(65 * 1024 ** 2)

let api: Api
let dir: string
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
  dir = await mkdtemp(join(tmpdir(), 'landfall-example-'))
  await mkdir(join(dir, 'photos', 'deep'), { recursive: true })
  await writeFile(join(dir, 'photos', 'cat.txt'), 'a cat')
  await writeFile(join(dir, 'photos', 'deep', 'dog.txt'), 'a dog')
  await writeFile(join(dir, 'photos', 'film.mov'), FILM)
})
afterEach(() => api.faultyStore.heal())
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await rm(dir, { recursive: true })
})

/** As its README says. */
function start() {
  const env = {
    PATH: process.env.PATH,
    XDG_STATE_HOME: dir,
    LANDFALL_URL: api.url,
    LANDFALL_API_KEY: api.tenant.apiKey,
    LANDFALL_BUCKET: api.tenant.bucket,
  }
  const child = spawn(process.execPath, [SCRIPT, 'photos'], { cwd: dir, env })
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', chunk => {
      text[name] += chunk
    })
  const ended = new Promise<number | null>(done => child.on('close', done))
  return { child, text, ended, lines: () => text.stdout.trim().split('\n').sort() }
}

async function sha256OfObject(objectId: string): Promise<string> {
  const { headers } = await api.call('GET', `/v1/objects/${objectId}/content`)
  const content = await fetch(headers.get('location') ?? '')
  return createHash('sha256')
    .update(new Uint8Array(await content.arrayBuffer()))
    .digest('hex')
}

it('the example script uploads a folder, goes on after Ctrl-C, and prints receipts', async () => {
  const passed = [letPartsPass(api, 4)]
  const { child, text, ended, lines } = start()
  await expect.poll(lines, { timeout: 120_000 }).toHaveLength(2)
  await expect.poll(() => storedParts(api, 'film.mov'), { timeout: 120_000 }).toBe(4)
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(text.stderr).toMatch(/\(ABORTED\)\n1 can be gone on with: run this again\n$/)

  passed.push(letPartsPass(api, 9))
  const again = start()
  expect(await again.ended).toBe(0)
  expect(again.text.stderr).toBe(`${join('photos', 'film.mov')}: going on, 33.6 MB are there\n`)
  const [cat, dog, film] = again.lines()
  expect(cat).toMatch(/cat\.txt {2}obj_\w+ {2}size matched, etag \w+, checksum matched$/)
  expect(dog).toMatch(/dog\.txt {2}obj_\w+ {2}size matched, etag \w+, checksum matched$/)
  expect(film).toMatch(/film\.mov {2}obj_\w+ {2}size matched, etag not_claimed, checksum matched$/)
  expect(passed.flat().sort((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  const whole = createHash('sha256').update(FILM).digest('hex')
  expect(await sha256OfObject(/obj_\w+/.exec(film ?? '')?.[0] ?? '')).toBe(whole)
})
