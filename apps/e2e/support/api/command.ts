import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Installation } from '../installation.ts'

const CLI = join(import.meta.dirname, '..', '..', '..', '..', 'packages', 'cli', 'src', 'main.ts')

/** A second organization as the README makes one; answers a key of it. */
export async function newTenantByCommand(installation: Installation): Promise<string> {
  const name = `acme-${randomBytes(4).toString('hex')}`
  await landfall(installation, ['admin', 'org', 'create', name])
  const words = ['admin', 'keys', 'create', '--org', name, '--name', 'server', '--permission', 'write']
  const { api_key: key } = JSON.parse(await landfall(installation, [...words, '--json'])) as {
    api_key: string
  }
  return key
}

async function landfall({ apiUrl, adminKey }: Installation, args: string[]): Promise<string> {
  const env = { ...process.env, LANDFALL_URL: apiUrl, LANDFALL_API_KEY: adminKey }
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args], { env })
  return stdout
}
