import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const FILES = globSync('{apps,packages}/*/{test,src}/**/*.ts', { cwd: ROOT }).filter(
  path => path.includes('/test/') || path.includes('/testing/') || path.endsWith('.test.ts'),
)

/** The rows of the tables: what a client may rely on, and what shows it. */
const ROWS = readFileSync(new URL('../../../docs/contract.md', import.meta.url), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('|') && !/^\| (Row|---) /.test(line))
  .map(line => line.slice(1, -1).split(' | '))
  .map(([row = '', shown = '']) => ({ row: row.trim(), shown: shown.trim() }))

/** Names of tests and paths; fields, codes and statuses have capitals, underscores or braces. */
const namesIn = (text: string) =>
  Array.from(text.matchAll(/`([^`]+)`/g), ([, name = '']) => name).filter(name =>
    /^[a-z0-9*./-]+$/.test(name),
  )

function exists(name: string): boolean {
  if (name.startsWith('apps/') || name.startsWith('packages/')) return existsSync(ROOT + name)
  if (name.endsWith('.ts')) return FILES.some(path => path.endsWith(`/${name}`))
  const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}\\.`)
  return FILES.some(path => pattern.test(basename(path)))
}

describe('docs/contract.md', () => {
  it.each(ROWS)('$row: names tests that are there, or a reason', ({ shown }) => {
    const names = namesIn(shown)
    expect(names.filter(name => !exists(name))).toEqual([])
    if (names.length === 0) expect(shown.length).toBeGreaterThan(20)
  })

  it('has all rows, and would miss a test', () => {
    expect(ROWS.length).toBeGreaterThan(60)
    expect(namesIn('`no-such.test`, `A_CODE`, `file_hash`')).toEqual(['no-such.test'])
    expect(exists('no-such.test')).toBe(false)
    expect(exists('confirm-upload.*')).toBe(true)
  })
})
