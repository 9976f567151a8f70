import { join } from 'node:path'
import type { Context } from './context.ts'

type Env = Context['env']

/** Where programs of this system keep their settings; `null` where the environment names no home. */
export function configFolder(env: Env, platform: NodeJS.Platform = process.platform): string | null {
  if (env.XDG_CONFIG_HOME) return env.XDG_CONFIG_HOME
  if (platform === 'win32') return env.APPDATA ?? null
  return belowHome(env, platform, ['.config'])
}

/** Where they keep what should outlive them and is nobody's setting. */
export function stateFolder(env: Env, platform: NodeJS.Platform = process.platform): string | null {
  if (env.XDG_STATE_HOME) return env.XDG_STATE_HOME
  if (platform === 'win32') return env.LOCALAPPDATA ?? null
  return belowHome(env, platform, ['.local', 'state'])
}

function belowHome(env: Env, platform: NodeJS.Platform, elsewhere: string[]): string | null {
  if (!env.HOME) return null
  const path = platform === 'darwin' ? ['Library', 'Application Support'] : elsewhere
  return join(env.HOME, ...path)
}
