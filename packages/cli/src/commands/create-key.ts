import { UsageError } from '../context.ts'
import { KEY_FLAGS, newKeyOf } from '../key-flags.ts'
import { COMMON_FLAGS, parseFlags } from '../parse-flags.ts'
import { callAdmin } from './call-admin.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, ...KEY_FLAGS } as const

export const createKey: Command = {
  name: 'admin keys create',
  usage:
    '--org ORG [--namespace NS | --all-namespaces] [--name N] [--permission read|write|delete|admin] [--dry-run]',
  summary: 'make an API key; its secret is shown this once',
  options: [
    ['--org ORG', 'id or name of the organization'],
    ['--namespace NS', 'where it works; else the default one'],
    ['--all-namespaces', 'it may name any namespace, and an admin change the organization'],
    ['--name N', 'what it is for (cli)'],
    ['--permission P', 'each may what those before it may (write)'],
    ['--dry-run', 'show what would be made'],
  ],
  examples: ['landfall admin keys create --org Acme --name ci --permission write'],
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    if (positionals.length > 0) throw new UsageError(`unexpected argument: ${positionals.join(' ')}`)
    if (flags.org === undefined) throw new UsageError('say which organization: --org ORG (id or name)')
    const key = newKeyOf(flags)
    if (flags['dry-run'])
      return callAdmin(context, flags, async () => ({
        would_create: `${key.permission} key "${key.name}" of ${flags.org}`,
      }))
    return callAdmin(context, flags, trpc => trpc.admin.createKey.mutate(key))
  },
}
