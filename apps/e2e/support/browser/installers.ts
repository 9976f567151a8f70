import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

type Installer = { name: string; install(): Promise<string | null> }

const TIMEOUT_MS = 8 * 60_000

/** Ways to get a browser, in this order. The second is for machines that reach Debian's packages and little else. */
export function installers(): Installer[] {
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli')
  const own = {
    name: 'playwright install chromium',
    install: () => run([process.execPath, cli, 'install', '--no-shell', 'chromium']),
  }
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return [own]
  return [own, { name: 'apt-get install chromium', install: installFromDebian }]
}

async function installFromDebian(): Promise<string | null> {
  const updated = await run(['apt-get', 'update', '-q'])
  return updated ?? (await run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium']))
}

/** Null for a good end, else what it said about the bad one. */
function run([file = '', ...args]: string[]): Promise<string | null> {
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    env: {
      ...process.env,
      DEBIAN_FRONTEND: 'noninteractive',
      PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '20000',
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const reason = () => {
    const lines = said.trim().split('\n')
    return lines.find(line => /error|failed|unable/i.test(line)) ?? lines.at(-1) ?? ''
  }
  return new Promise(done => {
    child.on('error', error => done(error.message))
    child.on('close', (code, signal) =>
      done(code === 0 ? null : `ended with ${signal ?? `exit code ${code}`}: ${reason()}`),
    )
  })
}
