import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { OWN_PROCESS } from './process-mark.ts'
import { openUploadLocks } from './upload-locks.ts'

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'landfall-locks-')), 'locks')
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

/** Another process, which takes what it is told to and says who it found there. */
async function otherProcess(uploadId: string) {
  const module = JSON.stringify(new URL('./upload-locks.ts', import.meta.url).href)
  const asked = [folder, uploadId].map(word => JSON.stringify(word))
  const script = `import { openUploadLocks } from ${module}
    const holder = openUploadLocks(${asked[0]}).take(${asked[1]})
    console.log(JSON.stringify(holder))
    process.stdin.resume()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  const ended = new Promise(done => child.on('close', done))
  const [line] = await Promise.race([child.stdout.take(1).toArray(), ended.then(() => ['"it ended"'])])
  return { child, ended, found: JSON.parse(String(line)) }
}

const seed = async (holder: object, ageMs = 0) => {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'upl_1.lock'), JSON.stringify(holder))
  const then = new Date(Date.now() - ageMs)
  await utimes(join(folder, 'upl_1.lock'), then, then)
}

it('is of one process until that lets go', async () => {
  const locks = openUploadLocks(folder)
  expect([locks.holderOf('upl_1'), locks.take('upl_1'), locks.take('upl_1')]).toEqual([null, null, null])
  expect(locks.holderOf('upl_1')).toBeNull()
  const other = await otherProcess('upl_1')
  expect(other.found).toMatchObject({ pid: process.pid, host: hostname() })
  other.child.kill()
  await other.ended
  locks.release('upl_1')
  expect(await readdir(folder)).toEqual([])
})

it('is taken over from a process that was killed, and not before', async () => {
  const other = await otherProcess('upl_1')
  const locks = openUploadLocks(folder)
  expect(other.found).toBeNull()
  expect(locks.take('upl_1')).toMatchObject({ pid: other.child.pid })
  expect(locks.holderOf('upl_1')).toMatchObject({ pid: other.child.pid })
  locks.release('upl_1')
  expect(locks.holderOf('upl_1')).not.toBeNull()
  other.child.kill('SIGKILL')
  await other.ended
  expect(locks.holderOf('upl_1')).toBeNull()
  expect(locks.take('upl_1')).toBeNull()
  expect(await readdir(folder)).toEqual(['upl_1.lock'])
  locks.release('upl_1')
})

const DAY_MS = 86_400_000

const [here, elsewhere] = [hostname(), 'elsewhere']

it.each([
  {
    of: 'a process whose number another one has by now',
    holder: { ...OWN_PROCESS, began: 'earlier', host: here },
    isFree: true,
  },
  {
    of: 'another machine that is silent',
    holder: { pid: 1, began: '1', host: elsewhere },
    ageMs: DAY_MS,
    isFree: true,
  },
  { of: 'another machine', holder: { pid: 1, began: '1', host: elsewhere }, isFree: false },
  { of: 'nobody that could be read', holder: [], isFree: true },
  {
    of: 'a process of which nobody knows when it began',
    holder: { pid: process.ppid, began: null, host: here },
    isFree: false,
  },
  {
    of: 'one whose number another process may have by now: it is silent',
    holder: { pid: process.ppid, began: null, host: here },
    ageMs: DAY_MS,
    isFree: true,
  },
])('of $of: can be taken: $isFree', async ({ holder, ageMs, isFree }) => {
  await seed(holder, ageMs)
  const locks = openUploadLocks(folder)
  expect(locks.holderOf('upl_1') === null).toBe(isFree)
  expect(locks.take('upl_1') === null).toBe(isFree)
  locks.release('upl_1')
})

it('keeps nobody from sending where its folder cannot be made', async () => {
  await mkdir(join(folder, '..'), { recursive: true })
  await writeFile(folder, 'a file')
  const locks = openUploadLocks(folder)
  expect([locks.take('upl_1'), locks.holderOf('upl_1')]).toEqual([null, null])
})

it('is not disturbed by a process of another machine that has the same number', async () => {
  const drafts = ['tmp', 'old'].map(kind => join(folder, `upl_1.lock.${process.pid}.${kind}`))
  for (const draft of drafts) await mkdir(draft, { recursive: true })
  const locks = openUploadLocks(folder)
  await seed({ ...OWN_PROCESS, began: 'earlier', host: here })
  expect(locks.take('upl_1')).toBeNull()
  const other = await otherProcess('upl_1')
  expect(other.found).toMatchObject({ pid: process.pid })
  other.child.kill()
  await other.ended
  locks.release('upl_1')
})

it('goes in the end, where nobody came back to an upload that was killed', async () => {
  await seed({ ...OWN_PROCESS, began: 'earlier', host: here }, 9 * DAY_MS)
  await rename(join(folder, 'upl_1.lock'), join(folder, 'upl_0.lock'))
  const locks = openUploadLocks(folder)
  locks.take('upl_1')
  expect(await readdir(folder)).toEqual(['upl_1.lock'])
  locks.release('upl_1')
})
