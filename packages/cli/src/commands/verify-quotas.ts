import type { LandfallTrpc } from '@landfall/client'
import { EXIT, UsageError } from '../context.ts'
import { COMMON_FLAGS, parseFlags } from '../parse-flags.ts'
import { askAdmin } from './call-admin.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  org: { type: 'string' },
  repair: { type: 'boolean', default: false },
} as const

type Report = Awaited<ReturnType<LandfallTrpc['admin']['verifyQuotas']['mutate']>>
type Drift = Report['drifts'][number]

export const verifyQuotas: Command = {
  name: 'admin quota verify',
  usage: '[--org ORG] [--repair]',
  summary: 'hold quota counters and ledger against what is there; exit code 1 where they drift',
  options: [
    ['--org ORG', 'of this organization; else an operator sees all'],
    ['--repair', 'set the counters right, and book the difference'],
  ],
  examples: ['landfall admin quota verify', 'landfall admin quota verify --org Acme --repair'],
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    if (positionals.length > 0) throw new UsageError(`unexpected argument: ${positionals.join(' ')}`)
    const { org: organization, repair } = flags
    const asked = await askAdmin(context, flags, trpc =>
      trpc.admin.verifyQuotas.mutate({ organization, repair }),
    )
    if (asked === null) return EXIT.failed
    context.stdout(flags.json ? `${JSON.stringify(asked)}\n` : textOf(asked))
    return asked.drifts.some(drift => !drift.repaired) ? EXIT.failed : EXIT.ok
  },
}

function textOf({ checked_scopes: checked, drifts }: Report): string {
  const scopes = `${checked} ${checked === 1 ? 'scope' : 'scopes'}`
  if (drifts.length === 0) return `${scopes} checked: counters, ledger and what is there agree\n`
  return `${drifts.flatMap(linesOf).join('\n')}\n${scopes} checked, ${drifts.length} drifted\n`
}

/** One line for each number that is not the same everywhere. */
function linesOf({ scope, id, owner, counters, ledger, actual, repaired }: Drift): string[] {
  const name = [scope, id, owner].filter(part => part !== null).join(' ')
  const says = (field: keyof typeof actual) => ({
    counter: counters[field],
    ledger: field === 'open_unsized' ? actual[field] : ledger[field],
    there: actual[field],
  })
  return (Object.keys(actual) as (keyof typeof actual)[]).flatMap(field => {
    const { counter, ledger: booked, there } = says(field)
    if (counter === there && booked === there) return []
    const end = repaired ? ' (repaired)' : ''
    return [`${name}  ${field}  counter ${counter}, ledger ${booked}, really ${there}${end}`]
  })
}
