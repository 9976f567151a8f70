import { CommandError, type Context, EXIT, type ExitCode } from '../context.ts'
import { errorJson } from '../describe-error.ts'
import { printable } from '../output/table.ts'
import {
  COMMON_FLAGS,
  DRY_RUN,
  MOST_PARALLEL,
  PARALLEL_FLAG,
  parallelOf,
  parseFlags,
} from '../parse-flags.ts'
import { formatBytes } from '../progress-line.ts'
import { type CallNote, isUnchanged } from '../upload/call-notes.ts'
import { listResumable, type Resumable } from '../upload/list-resumable.ts'
import { openSender } from '../upload/open-sender.ts'
import { runningElsewhere } from '../upload/send-file.ts'
import { sendFiles } from '../upload/send-files.ts'
import { tellJson, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, ...DRY_RUN, ...PARALLEL_FLAG } as const

type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>['values']

export const resumeUploads: Command = {
  name: 'uploads resume',
  usage: '[UPLOAD...] [--parallel N] [--dry-run]',
  summary: 'go on with uploads that were interrupted on this machine: all, or those that are named',
  options: [
    ['-p, --parallel N', `so many files at once, 1 to ${MOST_PARALLEL} (4)`],
    ['--dry-run', 'list what would be gone on with'],
  ],
  examples: ['landfall uploads resume', 'landfall uploads --resumable  # what there is'],
  run(context, args) {
    const { values: flags, positionals: ids } = parseFlags(args, FLAGS)
    const parallel = parallelOf(flags)
    return withApi({ context, flags }, async ({ settings, trpc }) => {
      const sender = await openSender(context, settings)
      const { ready, refusals } = sortOut(await listResumable(sender, trpc), ids)
      for (const refusal of refusals) tellRefusal(context, flags, refusal)
      const exit = flags['dry-run']
        ? planOnly(context, flags, ready)
        : await sendFiles(
            { ...sender, context, isJson: flags.json, parallel },
            ready.map(({ note }) => note.item),
          )
      if (ready.length === 0 && refusals.length === 0 && !flags.json)
        context.stderr('no upload is left that lacks bytes\n')
      if (exit !== EXIT.ok || refusals.length === 0) return exit
      return ready.length === 0 ? EXIT.failed : EXIT.partly
    })
  },
}

type Ready = Resumable & { note: CallNote }

interface Refusal {
  uploadId: string
  error: CommandError
}

function sortOut(uploads: readonly Resumable[], ids: readonly string[]) {
  const known = new Set(uploads.map(({ uploadId }) => uploadId))
  const ready: Ready[] = []
  const refusals: Refusal[] = ids
    .filter(id => !known.has(id))
    .map(uploadId => ({ uploadId, error: refusal('NOT_FOUND', 'was not interrupted here, or is over') }))
  for (const upload of uploads) {
    const { uploadId, note, filename, holder } = upload
    if (ids.length > 0 && !ids.includes(uploadId)) continue
    if (holder !== null) refusals.push({ uploadId, error: runningElsewhere(holder) })
    else if (note !== null && isUnchanged(note)) ready.push({ ...upload, note })
    else refusals.push({ uploadId, error: refusal('SOURCE_CHANGED', reasonOf(note, filename)) })
  }
  return { ready, refusals }
}

const refusal = (code: string, message: string) => new CommandError(code, message)

const reasonOf = (note: CallNote | null, filename: string) =>
  note === null
    ? `nobody noted where ${filename} lies: \`landfall upload\` it again`
    : `${note.item.file} has changed or is gone`

function tellRefusal(context: Context, flags: Flags, { uploadId, error }: Refusal): void {
  if (flags.json) tellJson(context, { upload_id: uploadId, ok: false, error: errorJson(error) })
  else context.stderr(`landfall: ${uploadId}: ${printable(error.message)}. (${error.code})\n`)
}

function planOnly(context: Context, flags: Flags, ready: readonly Ready[]): ExitCode {
  for (const { uploadId, note, storedBytes } of ready) {
    const { file, sizeBytes } = note.item
    const json = { upload_id: uploadId, file, file_size_bytes: sizeBytes, stored_bytes: storedBytes }
    const left = formatBytes(sizeBytes - storedBytes)
    if (flags.json) tellJson(context, { ...json, ok: true, dry_run: true })
    else context.stdout(`would send ${left} of ${printable(file)}  ${uploadId}\n`)
  }
  return EXIT.ok
}
