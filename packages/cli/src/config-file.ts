import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Context, UsageError } from './context.ts'
import { configFolder } from './folders.ts'

/** What `landfall login` keeps: where, and as whom, under a name. Keys lie in it as they are, so it is its owner's alone. */
export interface Profile {
  url: string
  api_key: string
  bucket?: string | undefined
}

export interface ConfigFile {
  /** The profile that is meant where none is named. */
  current: string
  profiles: Record<string, Profile>
}

export const DEFAULT_PROFILE = 'default'

type Env = Context['env']

/** `null` where the environment names no home. */
export function configPath(env: Env, platform: NodeJS.Platform = process.platform): string | null {
  const folder = configFolder(env, platform)
  return folder === null ? null : join(folder, 'landfall', 'config.json')
}

export function readConfig(env: Env): ConfigFile {
  const path = configPath(env)
  const text = path === null ? null : readIfThere(path)
  if (path === null || text === null) return { current: DEFAULT_PROFILE, profiles: {} }
  const { current, profiles } = parseObject(text, path, 'delete it and log in again') as Partial<ConfigFile>
  return {
    current: typeof current === 'string' ? current : DEFAULT_PROFILE,
    profiles: typeof profiles === 'object' && profiles !== null ? profiles : {},
  }
}

/** Readable by nobody else from the first moment, and never half written. */
export function writeConfig(env: Env, config: ConfigFile): string {
  const path = configPath(env)
  if (path === null)
    throw new UsageError(
      'there is no folder to keep a login in: set HOME or XDG_CONFIG_HOME, or use variables',
    )
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(draft, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(draft, path)
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`)
  }
  return path
}

export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

export function parseObject(text: string, path: string, advice: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Told below, together with JSON that is something else.
  }
  throw new UsageError(`${path} is not JSON: ${advice}`)
}
