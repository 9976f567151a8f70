import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { commandLineOf } from '../../src/postgres/process-state.ts'
import { acquireLock } from '../../src/start/lock.ts'
import { lastLines, rotateLog } from '../../src/start/log-file.ts'
import { loadSecrets } from '../../src/start/secrets.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'landfall-folder-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

it('makes secrets once, for nobody else to read', () => {
  const made = loadSecrets(dir)
  expect(loadSecrets(dir)).toEqual(made)
  expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600)
  expect(made.api_key).toMatch(/^sk_[a-z0-9]{40}$/)
  expect(new Set(Object.values(made)).size).toBe(6)
})

it('adds a secret that a later version needs, and keeps the others', () => {
  const { admin_key: _gone, ...older } = loadSecrets(dir)
  writeFileSync(join(dir, 'secrets.json'), JSON.stringify(older))
  expect(loadSecrets(dir)).toMatchObject(older)
  expect(loadSecrets(dir).admin_key).toMatch(/^sk_/)
})

it('does not replace secrets that it cannot read', () => {
  writeFileSync(join(dir, 'secrets.json'), '{"api_k')
  expect(() => loadSecrets(dir)).toThrow('secrets.json is not JSON any more')
  expect(readFileSync(join(dir, 'secrets.json'), 'utf8')).toBe('{"api_k')
})

it('locks a folder against a second holder, and frees it', async () => {
  const lock = await acquireLock(dir)
  await expect(acquireLock(dir)).rejects.toThrow(`process ${process.pid}`)
  lock.release()
  const again = await acquireLock(dir)
  again.release()
})

const own = { pid: process.pid, command: commandLineOf(process.pid) }

it.each([
  ['a process that is gone', { pid: 999_999_999, command: 'node start.ts', parts: {} }],
  ['an earlier life of this very process', { ...own, startedAt: 'another boot', parts: {} }],
  ['nobody', null],
  ['nothing', {}],
  ['a number', 123],
  ['a process id that somebody else has now', { pid: process.pid, command: 'node start.ts', parts: {} }],
])('ignores a lock of %s', async (_case, stale) => {
  writeFileSync(join(dir, 'lock.json'), JSON.stringify(stale))
  const lock = await acquireLock(dir)
  expect(JSON.parse(readFileSync(join(dir, 'lock.json'), 'utf8')).pid).toBe(process.pid)
  lock.release()
})

it('ignores a lock that was cut short', async () => {
  writeFileSync(join(dir, 'lock.json'), '{"pi')
  const lock = await acquireLock(dir)
  lock.release()
})

it('lets one of two starts at once through', async () => {
  const results = await Promise.allSettled([acquireLock(dir), acquireLock(dir)])
  expect(results.map(result => result.status).sort()).toEqual(['fulfilled', 'rejected'])
})

it('shows the last lines of this run alone', () => {
  const file = join(dir, 'api.log')
  writeFileSync(file, 'old\n')
  const from = statSync(file).size
  writeFileSync(file, 'one\ntwo\nthree\n', { flag: 'a' })
  expect(lastLines(file, { from, count: 2 })).toBe('two\nthree')
  expect(lastLines(file, { from, count: 9 })).toBe('one\ntwo\nthree')
})

it('puts a log aside only when it has grown large', () => {
  const file = join(dir, 'api.log')
  writeFileSync(file, 'short')
  rotateLog(file)
  expect(readFileSync(file, 'utf8')).toBe('short')
  writeFileSync(file, Buffer.alloc(10_000_001))
  rotateLog(file)
  expect(statSync(`${file}.1`).size).toBe(10_000_001)
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined()
})
