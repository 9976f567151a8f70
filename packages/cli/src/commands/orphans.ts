import type { LandfallTrpc } from '@landfall/client'
import { type Context, EXIT, type ExitCode, UsageError } from '../context.ts'
import { COMMON_FLAGS, parseFlags } from '../parse-flags.ts'
import { formatBytes } from '../progress-line.ts'
import type { GivenFlags } from '../settings.ts'
import { askAdmin, callAdmin } from './call-admin.ts'
import type { Command } from './command.ts'

type Report = Awaited<ReturnType<LandfallTrpc['admin']['getOrphanReport']['query']>>
type Summary = Omit<Report, 'listed'>
type Flags = GivenFlags & { json: boolean }

const REPORT_FLAGS = { ...COMMON_FLAGS, report: { type: 'string' } } as const

export const listOrphans: Command = {
  name: 'admin orphans list',
  usage: '[--report ID]',
  summary: 'keys in the store that no row names: every scan, or the keys that one of them found',
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, REPORT_FLAGS)
    refuseStray(positionals)
    if (flags.report !== undefined) return listKeys(context, flags, idOf(flags.report))
    const asked = await askAdmin(context, flags, trpc => trpc.admin.listOrphanReports.query())
    if (asked === null) return EXIT.failed
    const lines = asked.reports.map(lineOf).join('')
    context.stdout(flags.json ? `${JSON.stringify(asked)}\n` : lines || 'nobody has scanned yet\n')
    return EXIT.ok
  },
}

export const scanOrphans: Command = {
  name: 'admin orphans scan',
  usage: '',
  summary: 'have a worker compare store and database now',
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, COMMON_FLAGS)
    refuseStray(positionals)
    return callAdmin(context, flags, async trpc => {
      const { report_id: id } = await trpc.admin.scanOrphans.mutate()
      return { report_id: String(id) }
    })
  },
}

export const deleteOrphans: Command = {
  name: 'admin orphans delete',
  usage: '--report ID [--yes]',
  summary: 'delete the orphans that a scan found, after asking',
  async run(context, args) {
    const { values: flags, positionals } = parseFlags(args, {
      ...REPORT_FLAGS,
      yes: { type: 'boolean', default: false },
    } as const)
    refuseStray(positionals)
    if (flags.report === undefined)
      throw new UsageError('say which report: landfall admin orphans delete --report ID')
    const reportId = idOf(flags.report)
    const report = await askAdmin(context, flags, trpc =>
      trpc.admin.getOrphanReport.query({ report_id: reportId }),
    )
    if (report === null) return EXIT.failed
    if (!flags.yes && !(await isMeant(context, report))) return EXIT.failed
    return deleteAll(context, flags, reportId)
  },
}

async function isMeant(context: Context, report: Summary): Promise<boolean> {
  const { orphans, orphan_bytes: bytes, keys } = report
  const question = `Delete ${orphans} of ${keys} keys (${formatBytes(bytes)}) from the store for good? Type yes: `
  if (context.ask === undefined) throw new UsageError('nobody is there to ask: add --yes')
  if ((await context.ask(question)).trim().toLowerCase() === 'yes') return true
  context.stderr('landfall: nothing was deleted\n')
  return false
}

/** A few keys a call, so that each one is short and a stop in between loses nothing. */
async function deleteAll(context: Context, flags: Flags, reportId: number): Promise<ExitCode> {
  const total = { deleted: 0, changed: 0, known: 0, older: 0 }
  for (let hasMore = true; hasMore; ) {
    const step = await askAdmin(context, flags, trpc =>
      trpc.admin.deleteOrphans.mutate({ report_id: reportId }),
    )
    if (step === null) return EXIT.failed
    const handled = step.deleted + step.changed + step.known + step.older
    for (const name of ['deleted', 'changed', 'known', 'older'] as const) total[name] += step[name]
    // What could not be deleted now is left for another call of the command.
    hasMore = step.has_more && handled > 0 && !context.signal.aborted
  }
  const { deleted, ...left } = total
  const kept = left.changed + left.known + left.older
  context.stdout(flags.json ? `${JSON.stringify(total)}\n` : `deleted ${deleted}, left ${kept}\n`)
  return context.signal.aborted ? EXIT.interrupted : EXIT.ok
}

async function listKeys(context: Context, flags: Flags, reportId: number): Promise<ExitCode> {
  let after = ''
  for (;;) {
    const page = await askAdmin(context, flags, trpc =>
      trpc.admin.getOrphanReport.query({ report_id: reportId, after, limit: 100 }),
    )
    if (page === null) return EXIT.failed
    if (!flags.json && after === '') context.stdout(lineOf(page))
    const show = flags.json ? JSON.stringify : keyLine
    context.stdout(page.listed.map(key => `${show(key)}\n`).join(''))
    const last = page.listed.at(-1)
    if (last === undefined || page.listed.length < 100) return EXIT.ok
    after = last.key
  }
}

const keyLine = ({
  key,
  reason,
  size_bytes: size,
  last_modified_at: at,
  outcome,
}: Report['listed'][number]) => `${outcome ?? reason}  ${at}  ${formatBytes(size)}  ${key}`

function lineOf(report: Summary): string {
  const { report_id: id, state, started_at: at, keys, orphans, orphan_bytes: bytes } = report
  const since = report.orphans_since === null ? '' : `, since ${report.orphans_since}`
  const kept = report.kept === 0 ? '' : `; ${report.kept} kept (${formatBytes(report.kept_bytes)})`
  const missing = report.missing === 0 ? '' : `; ${report.missing} missing`
  const found = `${orphans} of ${keys} keys are orphans (${formatBytes(bytes)}${since})${kept}${missing}`
  return `${id}  ${at}  ${state === 'done' ? found : [state, report.error].filter(Boolean).join(': ')}\n`
}

function refuseStray(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new UsageError(`unexpected argument: ${positionals.join(' ')}`)
}

function idOf(text: string): number {
  const id = Number(text)
  if (!Number.isSafeInteger(id) || id < 1) throw new UsageError(`--report is a number, not ${text}`)
  return id
}
