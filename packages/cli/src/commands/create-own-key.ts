import { EXIT } from '../context.ts'
import { KEY_FLAGS, newKeyOf, PERMISSIONS } from '../key-flags.ts'
import { linesOf } from '../output/table.ts'
import { COMMON_FLAGS, parseFlags, refusePositionals } from '../parse-flags.ts'
import { tellJson, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, ...KEY_FLAGS } as const

export const createOwnKey: Command = {
  name: 'keys create',
  usage: '[--name N] [--permission P] [--namespace NS | --all-namespaces] [--org ORG] [--dry-run]',
  summary: 'make an API key; its secret is shown this once. Takes an admin key',
  options: [
    ['--name N', 'what it is for (cli)'],
    ['--permission P', `${PERMISSIONS.join(', ')}; each may what those before it may (write)`],
    ['--namespace NS', 'where it works; else the default one'],
    ['--all-namespaces', 'it may name any namespace, and an admin change the organization'],
    ['--org ORG', "id or name; another one than your own needs an operator's key"],
    ['--dry-run', 'show what would be made'],
  ],
  examples: [
    'landfall keys create --name ci',
    'landfall keys create --name reports --permission read --json',
  ],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    const key = newKeyOf(flags)
    return withApi({ context, flags, role: 'admin' }, async ({ trpc }) => {
      const isDry = flags['dry-run']
      const made = isDry ? { ...key, dry_run: true } : await trpc.admin.createKey.mutate(key)
      const shown = Object.entries(made).filter(([, value]) => value !== null)
      if (flags.json) tellJson(context, made)
      else context.stdout(linesOf(Object.fromEntries(shown.map(([name, value]) => [name, String(value)]))))
      return EXIT.ok
    })
  },
}
