import { pipeline } from 'node:stream/promises'
import { configPath, DEFAULT_PROFILE, readConfig, writeConfig } from '../config-file.ts'
import { type Context, EXIT, UsageError } from '../context.ts'
import { COMMON_FLAGS, DRY_RUN, parseFlags, refusePositionals } from '../parse-flags.ts'
import { readUrl, set } from '../settings.ts'
import { type ApiFlags, connect, tellError, tellJson } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, ...DRY_RUN, bucket: { type: 'string', short: 'b' } } as const

/** Longer than any key; somebody piped a file by mistake. */
const MOST_KEY_BYTES = 4_096

export const login: Command = {
  name: 'login',
  usage: '[--url URL] [--bucket B] [--profile NAME] [--dry-run]',
  summary: 'check a URL and a key, and keep them for later calls',
  options: [
    ['--url URL', 'of the API; asked for where it is missing'],
    ['-b, --bucket B', 'where `landfall upload` puts files'],
    ['--profile NAME', `under which name (${DEFAULT_PROFILE}); it becomes the one that later calls take`],
    ['--dry-run', 'check, and keep nothing'],
  ],
  examples: [
    'landfall login --url https://landfall.example.com',
    'pass show landfall | landfall login --url https://landfall.example.com --profile prod --bucket uploads',
  ],
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    if (configPath(context.env) === null)
      throw new UsageError('there is no folder to keep a login in: set HOME or XDG_CONFIG_HOME')
    const url = await urlOf(context, flags)
    const apiKey = await keyOf(context, flags, url)
    const name = flags.profile ?? set(context.env.LANDFALL_PROFILE) ?? DEFAULT_PROFILE
    try {
      const trpc = connect(context, { url, apiKey, bucket: null })
      const who = await trpc.sessions.current.query()
      const found = flags.bucket === undefined ? null : await trpc.buckets.get.query({ bucket: flags.bucket })
      const bucket = found?.bucket_name
      const path = flags['dry-run'] ? null : keep(context, name, { url, api_key: apiKey, bucket })
      const kept = { profile: name, url, bucket: bucket ?? null, config: path }
      if (flags.json) tellJson(context, { ok: true, ...kept, ...who })
      else {
        const place = path === null ? 'nothing was kept' : `kept as profile "${name}" in ${path}`
        const { organization_name, namespace_name, permission, is_operator } = who
        const may = is_operator ? 'operator' : permission
        context.stdout(`${url}: ${organization_name} / ${namespace_name}, ${may}; ${place}\n`)
      }
      return EXIT.ok
    } catch (error) {
      if (error instanceof UsageError) throw error
      return tellError(context, flags, error)
    }
  },
}

type Flags = ApiFlags & { bucket?: string | undefined }

function keep(
  context: Context,
  name: string,
  profile: { url: string; api_key: string; bucket?: string | undefined },
) {
  const config = readConfig(context.env)
  return writeConfig(context.env, { current: name, profiles: { ...config.profiles, [name]: profile } })
}

async function urlOf(context: Context, flags: Flags): Promise<string> {
  const given = readUrl(context, flags)
  if (given !== undefined) return given.replace(/\/+$/, '')
  if (context.ask === undefined) throw new UsageError('say where the API is: --url https://...')
  const url = (await context.ask('URL of the API: ')).trim()
  return (readUrl({ env: {} }, { url }) ?? '').replace(/\/+$/, '')
}

/** From a flag, the environment, somebody who types it unseen, or a pipe. */
async function keyOf(context: Context, flags: Flags, url: string): Promise<string> {
  const given = flags['api-key'] ?? set(context.env.LANDFALL_API_KEY)
  if (given !== undefined) return given
  const typed = context.ask ? await context.ask(`API key for ${url}: `, true) : await readAll(context)
  const key = typed.trim()
  if (key !== '') return key
  throw new UsageError('no API key was given: type it, pipe it in, or set LANDFALL_API_KEY')
}

async function readAll({ stdin, signal }: Context): Promise<string> {
  const chunks: Uint8Array[] = []
  const collect = async (source: AsyncIterable<Uint8Array>) => {
    let size = 0
    for await (const chunk of source) {
      chunks.push(chunk)
      size += chunk.length
      if (size > MOST_KEY_BYTES) throw new UsageError('what was piped in is too long for a key')
    }
  }
  await pipeline(stdin, collect, { signal })
  return Buffer.concat(chunks).toString('utf8')
}
