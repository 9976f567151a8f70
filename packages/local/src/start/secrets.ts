import { randomInt } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateJson } from './private-file.ts'
import { StartError } from './start-error.ts'

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** How each secret is made; what a later version adds is made on its first start. */
const MAKERS = {
  postgres_password: () => randomText(32),
  s3_access_key_id: () => `LF${randomText(18).toUpperCase()}`,
  s3_secret_access_key: () => randomText(40),
  s3_events_secret: () => randomText(40),
  api_key: () => `sk_${randomText(40)}`,
  admin_key: () => `sk_${randomText(40)}`,
}

export type Secrets = Record<keyof typeof MAKERS, string>

/** Made once and kept: the data on disk answers to them. */
export function loadSecrets(dir: string): Secrets {
  const file = join(dir, 'secrets.json')
  const kept = readKept(file)
  const names = Object.keys(MAKERS) as (keyof Secrets)[]
  const entries = names.map(name => [name, kept[name] ?? MAKERS[name]()] as const)
  const secrets = Object.fromEntries(entries) as Secrets
  if (names.some(name => kept[name] === undefined)) writePrivateJson(file, { ...kept, ...secrets })
  return secrets
}

function readKept(file: string): Record<string, string | undefined> {
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new StartError(
      `${file} is not JSON any more. Repair it, or remove the whole folder to start empty: the stored data needs these secrets.`,
    )
  }
}

function randomText(length: number): string {
  return Array.from({ length }, () => LOWER[randomInt(LOWER.length)]).join('')
}
