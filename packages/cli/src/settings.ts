import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Context, UsageError } from './context.ts'

/** Where to, and as whom. */
export interface Settings {
  url: string
  apiKey: string
  /** `null`: say it with --bucket. */
  bucket: string | null
}

/** What `npm start` writes about the installation on this machine. */
interface LocalFile {
  api_url?: string
  api_key?: string
  admin_key?: string
  bucket?: string
}

export interface GivenFlags {
  url?: string | undefined
  'api-key'?: string | undefined
}

/** Flags before environment before `.landfall/local.json`. Operators' commands take its `admin_key`. */
export function readSettings(
  { env, cwd }: Pick<Context, 'env' | 'cwd'>,
  flags: GivenFlags,
  role: 'user' | 'admin',
): Settings {
  const local = findLocalFile(cwd)
  const url = flags.url ?? set(env.LANDFALL_URL) ?? local?.api_url
  if (!url) {
    throw new UsageError(
      'no API to talk to: set LANDFALL_URL, pass --url, or run this where `npm start` has made .landfall/local.json',
    )
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new UsageError(`--url is not a URL: ${url}`)
  // A key that was found in a file goes nowhere but to the API it was made for.
  const found = local?.api_url !== undefined && sameOrigin(url, local.api_url) ? local : null
  const foundKey = role === 'admin' ? (found?.admin_key ?? found?.api_key) : found?.api_key
  const apiKey = flags['api-key'] ?? set(env.LANDFALL_API_KEY) ?? foundKey
  if (!apiKey) throw new UsageError(`no API key for ${url}: set LANDFALL_API_KEY or pass --api-key`)
  return { url, apiKey, bucket: set(env.LANDFALL_BUCKET) ?? found?.bucket ?? null }
}

/** An empty variable is one that was not set. */
const set = (value: string | undefined) => (value === undefined || value === '' ? undefined : value)

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(b) && new URL(a).origin === new URL(b).origin
}

/** In this folder or the nearest one above it. */
function findLocalFile(folder: string): LocalFile | null {
  const path = join(folder, '.landfall', 'local.json')
  const text = readIfThere(path)
  if (text !== null) return parseLocalFile(text, path)
  const parent = dirname(folder)
  return parent === folder ? null : findLocalFile(parent)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

function parseLocalFile(text: string, path: string): LocalFile {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Told below, together with JSON that is something else.
  }
  throw new UsageError(`${path} is not JSON: run \`npm start\` again, or delete it`)
}
