/**
 * The process between the tests and the product. It starts what `npm start` starts, in a temporary folder, tells over
 * IPC when that is ready, and ends it when the channel closes: which happens whatever becomes of the tests, so a run
 * that is killed leaves nothing behind. If this process is killed as well, the folder's name tells `npm test` that
 * what runs in it belongs to nobody.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Installation } from '../installation.ts'
import { freePorts } from './ports.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
const READY = 'Ctrl-C stops everything'

const dir = mkdtempSync(join(tmpdir(), `landfall-test-${process.pid}-`))
// Postgres runs as another user where we are root.
chmodSync(dir, 0o755)
const ports = await freePorts()
const appUrl = `http://127.0.0.1:${ports.app}`
const product = spawn(process.execPath, [join(ROOT, 'scripts', 'start.ts')], {
  env: {
    ...withoutSettings(process.env),
    ...ports.settings,
    CORS_ORIGINS: appUrl,
    LANDFALL_DIR: dir,
    LANDFALL_OPEN: '0',
  },
  stdio: ['ignore', 'pipe', 'pipe'],
})
let output = ''
for (const stream of [product.stdout, product.stderr]) {
  stream.setEncoding('utf8').on('data', (text: string) => {
    const wasReady = output.includes(READY)
    output += text
    if (!wasReady && output.includes(READY)) process.send?.({ ready: installation() })
  })
}
product.on('close', code => {
  // After any other end Postgres may still run in there; whoever finds the folder stops it first.
  if (code === 0) removeFolder()
  else if (process.connected) process.send?.({ failed: output })
  process.exitCode = code === 0 ? 0 : 1
  if (process.connected) process.disconnect()
})

const stop = () => product.kill('SIGTERM')
process.on('disconnect', stop)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)

/** Nobody's real database or store: whatever is set here for another Landfall does not count. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isSetting = (name: string) => /^(LANDFALL_|S3_|AWS_|DATABASE_URL$|CORS_ORIGINS$|HOST$)/.test(name)
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSetting(name)))
}

function installation(): Installation {
  const local = JSON.parse(readFileSync(join(dir, 'local.json'), 'utf8')) as Record<string, string>
  const { web_url = '', api_url = '', api_key = '', admin_key = '', bucket = '', s3_endpoint = '' } = local
  return {
    dir,
    webUrl: web_url,
    apiUrl: api_url,
    s3Url: s3_endpoint,
    appUrl,
    apiKey: api_key,
    adminKey: admin_key,
    bucket,
    signInUrl: /http\S+\/sign-in\?token=\S+/.exec(output)?.[0] ?? '',
  }
}

function removeFolder(): void {
  // As root it lies elsewhere, with a link to it here.
  rmSync(realpathSync(join(dir, 'postgres')), { recursive: true, force: true })
  rmSync(dir, { recursive: true, force: true })
}
