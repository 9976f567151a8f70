import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, ROOT, toolEnv } from './run-quietly.ts'

export const INSTALL: Command = {
  file: 'pnpm',
  args: ['install', '--frozen-lockfile'],
  // CI: pnpm would ask before it replaces what another version installed.
  env: toolEnv({ CI: 'true' }),
  timeoutMs: 15 * 60_000,
}

/**
 * True if node_modules holds what the lockfile says: pnpm keeps its own copy of it there, written at the end of an
 * install. Skipping the call means that a start needs no network and no pnpm; a folder somebody deleted shows.
 */
export function isInstalled(): boolean {
  const installed = join(ROOT, 'node_modules', '.pnpm', 'lock.yaml')
  if (!existsSync(installed) || !existsSync(join(ROOT, 'node_modules', '.modules.yaml'))) return false
  if (!readFileSync(installed).equals(readFileSync(join(ROOT, 'pnpm-lock.yaml')))) return false
  return [ROOT, ...workspaceFolders()].every(hasDependencies)
}

function workspaceFolders(): string[] {
  return ['apps', 'packages', 'examples'].flatMap(group =>
    readdirSync(join(ROOT, group), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => join(ROOT, group, entry.name)),
  )
}

function hasDependencies(folder: string): boolean {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return true
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).every(name =>
    existsSync(join(folder, 'node_modules', name)),
  )
}
