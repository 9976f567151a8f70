import { type Context, EXIT, UsageError } from '../context.ts'
import { checkApi } from '../doctor/check-api.ts'
import type { Finding } from '../doctor/finding.ts'
import { tryOutside } from '../doctor/try-outside.ts'
import { COMMON_FLAGS, parseFlags, refusePositionals } from '../parse-flags.ts'
import { tellJson, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, origin: { type: 'string', multiple: true } } as const

export const doctor: Command = {
  name: 'doctor',
  usage: '[--origin https://app.example.com]...',
  summary:
    "find out what is wrong with API and store, and how to mend it; exit code 1 where something has to be. Takes an operator's key",
  options: [
    ['--origin URL', "a page's origin that uploads from browsers; may be repeated (the dashboard's)"],
  ],
  examples: ['landfall doctor', 'landfall doctor --origin https://app.example.com --json'],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    const origins = (flags.origin ?? []).map(originOf)
    return withApi({ context, flags, role: 'admin' }, async ({ trpc, settings }) => {
      const { signal } = context
      const api = await checkApi(settings.url, signal)
      const report = await trpc.admin.inspectStore.mutate({ origins })
      const outside = await tryOutside(report.outside, signal)
      const findings = [api, ...report.findings, ...outside]
      const isWell = findings.every(({ level }) => level !== 'repair')
      if (flags.json) tellJson(context, { ok: isWell, store: report.store, findings })
      else tellPeople(context, findings)
      return isWell ? EXIT.ok : EXIT.failed
    })
  },
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new UsageError(`--origin is an address such as https://app.example.com, not ${text}`)
}

const ORDER = ['ok', 'unknown', 'advice', 'repair'] as const

/** What has to be done comes last, where it is still on the screen. */
function tellPeople({ stdout }: Context, findings: readonly Finding[]): void {
  const sorted = ORDER.flatMap(level => findings.filter(finding => finding.level === level))
  for (const { level, check, seen, fix } of sorted) {
    stdout(`${level.padEnd(7)}  ${check}: ${seen}\n`)
    if (fix !== null)
      stdout(
        `${fix
          .split('\n')
          .map(line => `         ${line}\n`)
          .join('')}`,
      )
  }
  const counts = ORDER.map(
    level => [level, findings.filter(finding => finding.level === level).length] as const,
  )
  const told = counts.filter(([, count]) => count > 0).map(([level, count]) => `${count} ${level}`)
  stdout(`\n${told.join(', ')}\n`)
}
