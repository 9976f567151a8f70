import { EXIT } from '../context.ts'
import { tableOf } from '../output/table.ts'
import { COMMON_FLAGS, parseFlags, refusePositionals, wholeNumber } from '../parse-flags.ts'
import { HEAD, rowOf } from '../quota-text.ts'
import { tellJson, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  bucket: { type: 'string', short: 'b' },
  limit: { type: 'string', default: '50' },
} as const

export const listQuotas: Command = {
  name: 'quota list',
  usage: '[--bucket B] [--limit N]',
  summary: 'what is used of every quota that your uploads are charged to; `landfall quota` is the same',
  options: [
    ['-b, --bucket B', 'of this bucket and its owners'],
    ['--limit N', 'so many, widest first and then the fullest (50)'],
  ],
  examples: ['landfall quota', 'landfall quota --bucket uploads --json'],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    const limit = wholeNumber('limit', flags.limit, { min: 1, max: 1_000 })
    return withApi({ context, flags }, async ({ trpc }) => {
      const listed = await trpc.quotas.list.query({ bucket: flags.bucket ?? null, limit })
      const { results } = listed
      if (flags.json) tellJson(context, listed)
      else
        context.stdout(
          tableOf(
            HEAD,
            results.map(quota => rowOf(quota, quota.name)),
          ),
        )
      return EXIT.ok
    })
  },
}
