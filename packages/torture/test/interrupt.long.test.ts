import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'

it('an interrupted storm ends all that it started, audits nothing, and says so', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'interrupted-'))
  // Run by root, Postgres is another user's and has to get in.
  chmodSync(dir, 0o755)
  const main = join(import.meta.dirname, '..', 'src', 'main.ts')
  const child = spawn(process.execPath, [main, '--minutes', '10', '--clients', '4'], {
    env: { ...process.env, TMPDIR: dir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const said: string[] = []
  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    if (line.includes('round 1')) child.kill('SIGINT')
  }
  expect(await ended).toEqual([130, null])
  expect(said.at(-1)).toContain('nothing was audited')
  expect(said.join()).not.toContain('Figures')
  expect(readdirSync(dir)).toEqual([])
  rmSync(dir, { recursive: true, force: true })
}, 900_000)
