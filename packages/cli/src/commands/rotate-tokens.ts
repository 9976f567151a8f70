import { UsageError } from '../context.ts'
import { COMMON_FLAGS, parseFlags } from '../parse-flags.ts'
import { callAdmin } from './call-admin.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, 'keep-live': { type: 'boolean', default: false } } as const

export const rotateTokens: Command = {
  name: 'admin tokens rotate',
  usage: '[--keep-live]',
  summary: 'sign upload tokens with a new key and end all that are out; --keep-live: they live to their end',
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    if (positionals.length > 0) throw new UsageError(`unexpected argument: ${positionals.join(' ')}`)
    return callAdmin(context, flags, async trpc => {
      const { kid, retired_keys } = await trpc.admin.rotateSigningKey.mutate({
        keep_live: flags['keep-live'],
      })
      return { kid, retired_keys: String(retired_keys) }
    })
  },
}
