import { type Context, EXIT, type ExitCode, UsageError } from '../context.ts'
import {
  COMMON_FLAGS,
  DRY_RUN,
  MOST_PARALLEL,
  PARALLEL_FLAG,
  parallelOf,
  parseFlags,
} from '../parse-flags.ts'
import { readSettings } from '../settings.ts'
import { findFiles, type Item } from '../upload/find-files.ts'
import { openSenderOnce, openUploadSender } from '../upload/open-sender.ts'
import { sendFiles } from '../upload/send-files.ts'
import { spoolStdin } from '../upload/spool-stdin.ts'
import { tellPlanned } from '../upload/tell.ts'
import { tellError } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  ...DRY_RUN,
  ...PARALLEL_FLAG,
  bucket: { type: 'string', short: 'b' },
  recursive: { type: 'boolean', short: 'r', default: false },
  prefix: { type: 'string' },
  filename: { type: 'string' },
  metadata: { type: 'string', multiple: true, short: 'm' },
  'content-type': { type: 'string' },
  owner: { type: 'string' },
  'no-checksum': { type: 'boolean', default: false },
} as const

type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>['values']

export const upload: Command = {
  name: 'upload',
  usage: 'FILE|FOLDER|PATTERN|- ... [--bucket B] [-r] [--prefix P] [--parallel N] [--dry-run]',
  summary: 'send files, and have what arrived verified',
  options: [
    ['-b, --bucket B', 'id or name of the bucket; else LANDFALL_BUCKET or the one of the login'],
    ['-r, --recursive', 'folders with all that is in them; each object gets its path as metadata `path`'],
    ['--prefix P', 'put before every path: --prefix backups/monday'],
    ['-p, --parallel N', `so many files at once, 1 to ${MOST_PARALLEL} (4)`],
    ['--filename NAME', 'what the bytes of standard input (-) are called'],
    ['-m, --metadata K=V', 'given to each object; may be repeated'],
    ['--content-type T', 'instead of the one that the file name suggests'],
    ['--owner O', 'whose files they are: a quota of its own in the bucket'],
    ['--no-checksum', 'verify size and ETag only, without reading each file twice'],
    ['--dry-run', 'list what would be sent'],
  ],
  examples: [
    'landfall upload report.pdf',
    'landfall upload -r photos --prefix 2026 --parallel 8',
    "landfall upload 'logs/**/*.gz' --json",
    'landfall upload film.mov  # again after Ctrl-C: sends what is missing',
    'pg_dump app | landfall upload - --filename app.sql',
  ],
  async run(context, args) {
    const { values: flags, positionals: words } = parseFlags(args, FLAGS)
    if (words.length === 0) throw new UsageError('name at least one file: landfall upload FILE...')
    const parallel = parallelOf(flags)
    const settings = readSettings(context, flags, 'user')
    const bucket = flags.bucket ?? settings.bucket
    if (!bucket) throw new UsageError('no bucket: pass --bucket or set LANDFALL_BUCKET')
    const options = { bucket, ...optionsOf(flags) }
    const isOnce = words.includes('-')
    return withItems({ context, flags, words }, async items => {
      if (flags['dry-run']) return planOnly(context, flags, items)
      const sender = isOnce ? openSenderOnce(settings) : await openUploadSender(context, settings)
      const batch = { ...sender, context, isJson: flags.json, parallel, isOnce }
      return sendFiles(
        batch,
        items.map(item => ({ ...item, options })),
      )
    })
  },
}

function optionsOf(flags: Flags) {
  const { owner, 'content-type': contentType } = flags
  const metadata = metadataOf(flags.metadata ?? [])
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(owner === undefined ? {} : { owner }),
    ...(flags['no-checksum'] ? { checksum: 'none' as const } : {}),
    ...(metadata === null ? {} : { objectMetadata: metadata }),
    ...(flags.filename === undefined ? {} : { filename: flags.filename }),
  }
}

function metadataOf(words: readonly string[]): Record<string, string> | null {
  const pairs = words.map(word => {
    const at = word.indexOf('=')
    if (at < 1) throw new UsageError(`--metadata is NAME=VALUE, not ${word}`)
    return [word.slice(0, at), word.slice(at + 1)] as const
  })
  return pairs.length === 0 ? null : Object.fromEntries(pairs)
}

interface Asked {
  context: Context
  flags: Flags
  words: readonly string[]
}

/** Standard input is one file, and gone when it was sent. */
async function withItems(asked: Asked, send: (items: Item[]) => Promise<ExitCode>): Promise<ExitCode> {
  const { context, flags, words } = asked
  const { filename, prefix = null } = flags
  if (!words.includes('-')) {
    if (filename !== undefined && words.length > 1) throw new UsageError('--filename names one file')
    const items = await findFiles(words, { cwd: context.cwd, isRecursive: flags.recursive, prefix })
    if (items.length === 0) throw new UsageError(`nothing to upload: no file in ${words.join(', ')}`)
    return send(items)
  }
  if (words.length > 1) throw new UsageError('- stands for standard input, and goes alone')
  if (filename === undefined) throw new UsageError('say what standard input is called: --filename NAME')
  const path = prefix === null ? null : `${prefix.replace(/\/+$/, '')}/${filename}`
  if (flags['dry-run']) return send([{ name: filename, file: '-', path, sizeBytes: 0 }])
  try {
    const { item, remove } = await spoolStdin(context, { filename, path })
    return await send([item]).finally(remove)
  } catch (error) {
    return tellError(context, flags, error)
  }
}

async function planOnly(context: Context, flags: Flags, items: readonly Item[]): Promise<ExitCode> {
  for (const item of items) tellPlanned({ ...context, isJson: flags.json }, item)
  return EXIT.ok
}
