import { EXIT } from '../context.ts'
import { tableOf } from '../output/table.ts'
import { COMMON_FLAGS, parseFlags, refusePositionals } from '../parse-flags.ts'
import { HEAD, rowOf, SCOPE_FLAGS, SCOPE_OPTIONS, scopeOf } from '../quota-text.ts'
import { tellJson, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, ...SCOPE_FLAGS } as const

export const showQuota: Command = {
  name: 'quota show',
  usage: '--bucket B [--owner O] | --scope organization|namespace',
  summary: 'one quota: used, reserved, limits',
  options: SCOPE_OPTIONS,
  examples: ['landfall quota show --bucket uploads', 'landfall quota show --scope organization --json'],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    const which = scopeOf(flags)
    return withApi({ context, flags }, async ({ trpc }) => {
      const quota = await trpc.quotas.get.query(which)
      if (flags.json) tellJson(context, quota)
      else context.stdout(tableOf(HEAD, [rowOf(quota, flags.bucket ?? quota.id)]))
      return EXIT.ok
    })
  },
}
