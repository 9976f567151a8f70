import { readConfig, writeConfig } from '../config-file.ts'
import { EXIT, UsageError } from '../context.ts'
import { COMMON_FLAGS, DRY_RUN, parseFlags, refusePositionals } from '../parse-flags.ts'
import { set } from '../settings.ts'
import { tellJson } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = {
  profile: COMMON_FLAGS.profile,
  json: COMMON_FLAGS.json,
  ...DRY_RUN,
  all: { type: 'boolean', default: false },
} as const

export const logout: Command = {
  name: 'logout',
  usage: '[--profile NAME | --all] [--dry-run]',
  summary: 'forget what `landfall login` kept; the key itself goes on until it is revoked',
  options: [
    ['--profile NAME', 'this one; else the one that is in use'],
    ['--all', 'every profile'],
    ['--dry-run', 'show what would be forgotten'],
  ],
  examples: ['landfall logout', 'landfall logout --all'],
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    const config = readConfig(context.env)
    const name = flags.profile ?? set(context.env.LANDFALL_PROFILE) ?? config.current
    const forgotten = flags.all
      ? Object.keys(config.profiles)
      : [name].filter(profile => Object.hasOwn(config.profiles, profile))
    if (forgotten.length === 0) throw new UsageError(`there is no profile "${name}" to forget`)
    const rest = Object.entries(config.profiles).filter(([profile]) => !forgotten.includes(profile))
    const current = rest.some(([profile]) => profile === config.current) ? config.current : rest[0]?.[0]
    if (!flags['dry-run'])
      writeConfig(context.env, { current: current ?? 'default', profiles: Object.fromEntries(rest) })
    if (flags.json) tellJson(context, { ok: true, forgotten, dry_run: flags['dry-run'] })
    else context.stdout(`${flags['dry-run'] ? 'would forget' : 'forgot'} ${forgotten.join(', ')}\n`)
    return EXIT.ok
  },
}
