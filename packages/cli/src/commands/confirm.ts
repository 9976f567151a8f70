import { setTimeout as sleep } from 'node:timers/promises'
import type { ConfirmUploadResponse, LandfallTrpc } from '@landfall/client'
import { type Context, EXIT, UsageError } from '../context.ts'
import { COMMON_FLAGS, DRY_RUN, parseFlags, wholeNumber } from '../parse-flags.ts'
import { formatBytes } from '../progress-line.ts'
import { tellJson, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  ...DRY_RUN,
  etag: { type: 'string' },
  size: { type: 'string' },
  sha256: { type: 'string' },
} as const

const POLL_MS = 1_000

export const confirm: Command = {
  name: 'confirm',
  usage: 'UPLOAD [--etag E] [--size BYTES] [--sha256 HEX] [--dry-run]',
  summary: 'have an upload verified whose bytes were sent by other means',
  options: [
    ['--etag E', 'as the store answered the PUT'],
    ['--size BYTES', 'what was sent'],
    ['--sha256 HEX', 'of what was sent'],
    ['--dry-run', 'show what would be confirmed'],
  ],
  examples: [
    'landfall confirm upl_8f2k1m9x0c4v7b3n',
    'landfall confirm upl_8f2k1m9x0c4v7b3n --size 2900123 --json',
  ],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    const [id, ...rest] = positionals
    if (id === undefined || rest.length > 0) throw new UsageError('name one upload: landfall confirm UPLOAD')
    const size = flags.size === undefined ? null : sizeOf(flags.size)
    return withApi({ context, flags }, async ({ trpc }) => {
      const { bucket_id: bucket, status, filename } = await trpc.uploads.get.query({ upload_id: id })
      const claim = { bucket, upload_id: id, etag: flags.etag ?? null, file_size_bytes: size }
      const digest = flags.sha256 === undefined ? {} : { file_hash: flags.sha256 }
      if (flags['dry-run']) {
        if (flags.json) tellJson(context, { ...claim, ...digest, status, dry_run: true })
        else context.stdout(`would confirm ${id}  ${filename}  ${status}\n`)
        return EXIT.ok
      }
      const confirmed = await untilSettled(context, trpc, { ...claim, ...digest })
      if (flags.json) tellJson(context, confirmed)
      else context.stdout(lineOf(confirmed))
      return EXIT.ok
    })
  },
}

const sizeOf = (text: string) => wholeNumber('size', text, { min: 0, max: Number.MAX_SAFE_INTEGER })

/** Large bytes are copied by a task meanwhile; the confirm itself answers how that ended. */
async function untilSettled(
  { signal }: Context,
  trpc: LandfallTrpc,
  claim: Parameters<LandfallTrpc['uploads']['confirm']['mutate']>[0],
): Promise<ConfirmUploadResponse> {
  for (;;) {
    const answer = await trpc.uploads.confirm.mutate(claim)
    if (answer.status !== 'PROCESSING' || answer.task_id === null) return answer
    await taskEnded({ trpc, signal }, answer.task_id)
  }
}

async function taskEnded(by: { trpc: LandfallTrpc; signal: AbortSignal }, taskId: string): Promise<void> {
  const running = new Set(['PENDING', 'IN_PROGRESS', 'PROCESSING'])
  for (;;) {
    await sleep(POLL_MS, undefined, { signal: by.signal })
    const task = await by.trpc.tasks.get.query({ task_id: taskId })
    if (!running.has(task.status)) return
  }
}

function lineOf({ upload_id, object_id, status, file_size_bytes, receipt }: ConfirmUploadResponse): string {
  const witnesses = ['size', 'etag', 'checksum'] as const
  const matched = witnesses.filter(witness => receipt?.[witness] === 'matched')
  const verified = matched.length === 0 ? 'seen in the store' : `verified by ${matched.join(', ')}`
  return `${upload_id}  ${status}  ${object_id ?? '-'}  ${formatBytes(file_size_bytes ?? 0)}  ${verified}\n`
}
