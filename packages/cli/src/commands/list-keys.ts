import type { LandfallTrpc } from '@landfall/client'
import { EXIT } from '../context.ts'
import { shortTime, tableOf } from '../output/table.ts'
import { COMMON_FLAGS, parseFlags, refusePositionals, wholeNumber } from '../parse-flags.ts'
import { tellJson, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  org: { type: 'string' },
  limit: { type: 'string', default: '100' },
} as const

type Key = Awaited<ReturnType<LandfallTrpc['admin']['listKeys']['query']>>['results'][number]

export const listKeys: Command = {
  name: 'keys list',
  usage: '[--org ORG] [--limit N]',
  summary: 'list API keys, newest first, the revoked too; `landfall keys` is the same. Takes an admin key',
  options: [
    ['--org ORG', "id or name; another one than your own needs an operator's key"],
    ['--limit N', 'so many (100)'],
  ],
  examples: ['landfall keys', 'landfall keys list --json'],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    const limit = wholeNumber('limit', flags.limit, { min: 1, max: 1_000 })
    return withApi({ context, flags, role: 'admin' }, async ({ trpc }) => {
      const listed = await trpc.admin.listKeys.query({ organization: flags.org ?? null, limit })
      if (flags.json) tellJson(context, listed)
      else context.stdout(tableOf(HEAD, listed.results.map(rowOf)))
      return EXIT.ok
    })
  },
}

const HEAD = ['KEY', 'NAME', 'BEGINS', 'MAY', 'NAMESPACE', 'CREATED', 'REVOKED', '']

const rowOf = (key: Key) => [
  key.key_id,
  key.name,
  key.prefix,
  key.is_operator ? 'operator' : key.permission,
  key.all_namespaces ? 'all' : key.namespace_name,
  shortTime(key.created_at),
  shortTime(key.revoked_at),
  key.is_own ? 'this key' : '',
]
