import { spawn } from 'node:child_process'

type Place = { platform: NodeJS.Platform; env: NodeJS.ProcessEnv; isTerminal: boolean }

/**
 * What opens a page here, or null: only for a person at this machine's own screen. Somebody on a remote shell, a script
 * and a CI run have the printed link.
 */
export function browserCommand({ platform, env, isTerminal }: Place): string[] | null {
  if (!isTerminal || env.CI || env.SSH_CONNECTION || env.LANDFALL_OPEN === '0') return null
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['explorer.exe']
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : null
}

/** A comfort: whatever goes wrong, the link stands in the terminal. */
export function openInBrowser(command: string[], url: string): void {
  const [file = '', ...args] = command
  const child = spawn(file, [...args, url], { detached: true, stdio: 'ignore' })
  child.on('error', () => undefined)
  child.unref()
}
