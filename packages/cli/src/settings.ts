import { dirname, join } from 'node:path'
import { parseObject, readConfig, readIfThere } from './config-file.ts'
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
  profile?: string | undefined
}

/** A credential that was found in a file, and the API that it was made for. */
interface Found {
  url: string
  apiKey: string | undefined
  bucket: string | undefined
}

/**
 * Flags before environment before what `landfall login` kept before `.landfall/local.json`. Operators' commands take the
 * `admin_key` of the latter.
 */
export function readSettings(
  { env, cwd }: Pick<Context, 'env' | 'cwd'>,
  flags: GivenFlags,
  role: 'user' | 'admin',
): Settings {
  const found = [profileOf(env, flags), localOf(cwd, role)].filter(source => source !== null)
  const url = readUrl({ env }, flags) ?? found[0]?.url
  if (!url)
    throw new UsageError(
      'no API to talk to: run `landfall login`, set LANDFALL_URL, pass --url, or run this where `npm start` has made .landfall/local.json',
    )
  // A key that was found in a file goes nowhere but to the API it was made for.
  const source = found.find(candidate => sameOrigin(url, candidate.url))
  const apiKey = flags['api-key'] ?? set(env.LANDFALL_API_KEY) ?? source?.apiKey
  if (!apiKey)
    throw new UsageError(
      `no API key for ${url}: run \`landfall login\`, set LANDFALL_API_KEY or pass --api-key`,
    )
  return { url, apiKey, bucket: set(env.LANDFALL_BUCKET) ?? source?.bucket ?? null }
}

/** As it was given, by flag or environment. */
export function readUrl({ env }: Pick<Context, 'env'>, flags: GivenFlags): string | undefined {
  const url = flags.url ?? set(env.LANDFALL_URL)
  if (url !== undefined && !(/^https?:\/\//.test(url) && URL.canParse(url)))
    throw new UsageError(`--url is not a URL: ${url}`)
  return url
}

/** An empty variable is one that was not set. */
export const set = (value: string | undefined) => (value === undefined || value === '' ? undefined : value)

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(b) && new URL(a).origin === new URL(b).origin
}

function profileOf(env: Context['env'], flags: GivenFlags): Found | null {
  const named = flags.profile ?? set(env.LANDFALL_PROFILE)
  const { current, profiles } = readConfig(env)
  const name = named ?? current
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (profile) return { url: profile.url, apiKey: profile.api_key, bucket: profile.bucket }
  if (named === undefined) return null
  throw new UsageError(`there is no profile "${named}": run \`landfall login --profile ${named}\``)
}

function localOf(folder: string, role: 'user' | 'admin'): Found | null {
  const local = findLocalFile(folder)
  if (local?.api_url === undefined) return null
  const { api_url: url, api_key: own, admin_key: operators, bucket } = local
  return { url, apiKey: role === 'admin' ? (operators ?? own) : own, bucket }
}

/** In this folder or the nearest one above it. */
function findLocalFile(folder: string): LocalFile | null {
  const path = join(folder, '.landfall', 'local.json')
  const text = readIfThere(path)
  if (text !== null) return parseObject(text, path, 'run `npm start` again, or delete it')
  const parent = dirname(folder)
  return parent === folder ? null : findLocalFile(parent)
}
