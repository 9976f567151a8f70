import { EXIT, UsageError } from '../context.ts'
import { tableOf } from '../output/table.ts'
import { COMMON_FLAGS, DRY_RUN, limitOf, parseFlags, refusePositionals } from '../parse-flags.ts'
import { HEAD, type Quota, rowOf, SCOPE_FLAGS, SCOPE_OPTIONS, scopeOf } from '../quota-text.ts'
import { tellJson, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  ...DRY_RUN,
  ...SCOPE_FLAGS,
  bytes: { type: 'string' },
  objects: { type: 'string' },
  'owner-bytes': { type: 'string' },
  'owner-objects': { type: 'string' },
} as const

export const setQuota: Command = {
  name: 'quota set',
  usage: '--bucket B [--owner O] | --scope S  [--bytes 10GB|none] [--objects N|none] [--dry-run]',
  summary: 'set or lift limits; what is stored already stays',
  options: [
    ...SCOPE_OPTIONS,
    ['--bytes SIZE', 'such as 500MB or 2GiB; none lifts the limit'],
    ['--objects N', 'so many; none lifts the limit'],
    ['--owner-bytes, --owner-objects', 'of a bucket: what each owner has that has no limits of its own'],
    ['--dry-run', 'show what it would become'],
  ],
  examples: [
    'landfall quota set --bucket uploads --bytes 10GB',
    'landfall quota set --bucket uploads --owner ada --bytes none',
  ],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    const which = scopeOf(flags)
    const limits = given({
      limit_bytes: limitOf('bytes', flags.bytes),
      limit_objects: limitOf('objects', flags.objects),
      owner_limit_bytes: limitOf('owner-bytes', flags['owner-bytes']),
      owner_limit_objects: limitOf('owner-objects', flags['owner-objects']),
    })
    if (Object.keys(limits).length === 0) throw new UsageError('say which limit: --bytes, --objects')
    return withApi({ context, flags }, async ({ trpc }) => {
      const before = await trpc.quotas.get.query(which)
      const isDry = flags['dry-run']
      const after: Quota = isDry
        ? { ...before, ...limits }
        : await trpc.quotas.set.mutate({ ...which, ...limits })
      const name = flags.bucket ?? after.id
      const rows = [
        ['before', ...rowOf(before, name)],
        [isDry ? 'would be' : 'now', ...rowOf(after, name)],
      ]
      if (flags.json) tellJson(context, isDry ? { ...after, dry_run: true } : after)
      else context.stdout(tableOf(['', ...HEAD], rows))
      return EXIT.ok
    })
  },
}

/** An absent limit stays; `null` lifts it. */
function given<TLimits extends object>(limits: TLimits) {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as {
    [TName in keyof TLimits]?: Exclude<TLimits[TName], undefined>
  }
}
