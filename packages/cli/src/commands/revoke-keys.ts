import { EXIT, UsageError } from '../context.ts'
import { forEach, mustConfirm } from '../for-each.ts'
import { COMMON_FLAGS, DRY_RUN, parseFlags } from '../parse-flags.ts'
import { withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  ...DRY_RUN,
  org: { type: 'string' },
  yes: { type: 'boolean', short: 'y', default: false },
} as const

export const revokeKeys: Command = {
  name: 'keys revoke',
  usage: 'KEY... [--org ORG] [--yes] [--dry-run]',
  summary: 'end API keys for good, and the sessions that came of them. Takes an admin key',
  options: [
    ['--org ORG', "id or name; another one than your own needs an operator's key"],
    ['-y, --yes', 'do not ask'],
    ['--dry-run', 'show what would be revoked'],
  ],
  examples: ['landfall keys revoke key_8f2k1m9x0c4v7b3n'],
  run(context, args) {
    const { values: flags, positionals: ids } = parseFlags(args, FLAGS)
    if (ids.length === 0) throw new UsageError('name at least one key by its id: landfall keys revoke KEY...')
    const organization = flags.org ?? null
    return withApi({ context, flags, role: 'admin' }, async ({ trpc }) => {
      const isDry = flags['dry-run']
      const question = `Revoke ${ids.join(', ')}? Whoever uses ${ids.length === 1 ? 'it' : 'them'} is locked out at once.`
      if (!isDry && !(await mustConfirm(context, flags, question))) return EXIT.failed
      const call = { context, isJson: flags.json, field: 'key_id' }
      return forEach(call, ids, async id => {
        if (isDry) return { line: `would revoke ${id}`, json: { dry_run: true } }
        const { revoked_at } = await trpc.admin.revokeKey.mutate({ organization, key_id: id })
        return { line: `revoked ${id}`, json: { revoked_at } }
      })
    })
  },
}
