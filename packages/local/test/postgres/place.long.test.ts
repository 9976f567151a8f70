import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, mkdtempSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { findBinaries, postgresBinary } from '../../src/postgres/binaries.ts'
import { startPostgres } from '../../src/postgres/index.ts'
import { placeBinaries } from '../../src/postgres/place.ts'
import { canReach, chooseUser, type RunAs } from '../../src/postgres/run-as.ts'
import { query, tempCluster } from './temp-cluster.ts'

// A machine that is busy with other tests may take this long.
vi.setConfig({ testTimeout: 60_000 })

const password = 'secret'
const isRoot = process.getuid?.() === 0

it('leaves binaries and data where they are when the server can get there', async () => {
  await using place = tempCluster()
  await using postgres = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
  expect(lstatSync(place.dataDir).isDirectory()).toBe(true)
  expect(statSync(place.dataDir).mode & 0o077).toBe(0)
  const owner = isRoot ? chooseUser(place.dataDir)?.uid : process.getuid?.()
  expect(statSync(postgres.dataDir).uid).toBe(owner)
})

const closedFolder = () => {
  it('keeps the data elsewhere behind a link, says so once, and finds it again', async () => {
    await using place = tempCluster(0o700)
    const said: string[] = []
    const log = (line: string) => said.push(line)
    const first = await startPostgres({ fsync: false, dataDir: place.dataDir, password, log })
    await query(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()

    await using second = await startPostgres({ fsync: false, dataDir: place.dataDir, password, log })
    expect(await query(second.url(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    expect(readlinkSync(place.dataDir)).toBe(second.dataDir)
    expect(said).toEqual([expect.stringContaining(second.dataDir)])
  })

  it('starts empty when the link was deleted, so no clone meets the data of another', async () => {
    await using place = tempCluster(0o700)
    const first = await startPostgres({ fsync: false, dataDir: place.dataDir, password })
    try {
      await first.stop()
      rmSync(place.dataDir)
      await using second = await startPostgres({ fsync: false, dataDir: place.dataDir, password: 'new one' })
      expect(second.dataDir).not.toBe(first.dataDir)
    } finally {
      rmSync(first.dataDir, { recursive: true, force: true })
    }
  })

  it('runs from a copy of the binaries that is made once per version', () => {
    const closed = mkdtempSync(join(tmpdir(), 'landfall-closed-'))
    const version = `test-${randomBytes(6).toString('hex')}`
    const user: RunAs = chooseUser(join(closed, 'data'))
    const original = findBinaries().root
    const root = join(closed, 'native')
    let copy = ''
    try {
      execFileSync('cp', ['-a', original, root])
      expect(canReach(postgresBinary(root), user, 'execute')).toBe(false)
      copy = placeBinaries({ root, version }, user)
      expect(copy).toContain(version)
      const answer = execFileSync(postgresBinary(copy), ['--version'], {
        ...(user ?? {}),
        encoding: 'utf8',
        cwd: '/',
      })
      expect(answer).toContain('PostgreSQL')

      const madeAt = statSync(copy).ctimeMs
      expect(placeBinaries({ root, version }, user)).toBe(copy)
      expect(statSync(copy).ctimeMs).toBe(madeAt)
    } finally {
      for (const path of [closed, copy]) if (path !== '') rmSync(path, { recursive: true, force: true })
    }
    expect(existsSync(copy)).toBe(false)
  })
}

// Only root runs the server as somebody else, so only there a folder can be closed to it.
if (isRoot) describe('under a folder that is closed to the server', closedFolder)
