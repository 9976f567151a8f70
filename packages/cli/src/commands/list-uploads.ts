import type { LandfallTrpc } from '@landfall/client'
import { type Context, EXIT, type ExitCode } from '../context.ts'
import { shortTime, tableOf } from '../output/table.ts'
import { allPages, tellPage } from '../pages.ts'
import { COMMON_FLAGS, oneOf, PAGE_FLAGS, pageOf, parseFlags, refusePositionals } from '../parse-flags.ts'
import { formatBytes } from '../progress-line.ts'
import { sortOf } from '../sort-flag.ts'
import { listResumable, type Resumable } from '../upload/list-resumable.ts'
import { openSender } from '../upload/open-sender.ts'
import { nameOf } from '../upload/upload-locks.ts'
import { type ApiFlags, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const STATUSES = ['PENDING', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELED', 'SKIPPED'] as const

const FLAGS = {
  ...COMMON_FLAGS,
  ...PAGE_FLAGS,
  bucket: { type: 'string', short: 'b' },
  status: { type: 'string', multiple: true },
  search: { type: 'string', short: 's' },
  owner: { type: 'string' },
  sort: { type: 'string' },
  resumable: { type: 'boolean', default: false },
} as const

type Upload = Awaited<ReturnType<LandfallTrpc['uploads']['list']['query']>>['results'][number]

export const listUploads: Command = {
  name: 'uploads list',
  usage: '[--status S]... [--bucket B] [--search TEXT] [--owner O] [--limit N | --all] | --resumable',
  summary: 'list uploads, newest first; `landfall uploads` is the same',
  options: [
    ['--status S', `${STATUSES.join(', ')}; may be repeated`],
    ['-b, --bucket B', 'of this bucket alone'],
    ['-s, --search TEXT', 'whose file name contains this'],
    ['--owner O', 'of this owner'],
    ['--sort FIELD[:desc]', 'created_at, file_size_bytes or filename'],
    ['--limit N, --cursor C', 'so many (50), from where the last page ended'],
    ['--all', 'every page'],
    [
      '--resumable',
      'those that were begun here and lack bytes: interrupted (`uploads resume` goes on) or running',
    ],
  ],
  examples: [
    'landfall uploads',
    'landfall uploads --status PENDING --status FAILED --json',
    'landfall uploads --resumable',
  ],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    if (flags.resumable) return listInterrupted(context, flags)
    const page = pageOf(flags)
    const status = flags.status?.map(text => oneOf('status', text.toUpperCase(), STATUSES)) ?? null
    const { bucket = null, search = null, owner = null } = flags
    const asked = { status, bucket, search, owner, sort: sortOf(flags.sort) }
    return withApi({ context, flags }, async ({ trpc }) => {
      const listed = await allPages(flags.all, page, next => trpc.uploads.list.query({ ...asked, ...next }))
      const text = tableOf(['UPLOAD', 'STATUS', 'SIZE', 'CREATED', 'NAME'], listed.results.map(rowOf))
      tellPage(context, flags, { ...listed, text })
      return EXIT.ok
    })
  },
}

const rowOf = (upload: Upload) => [
  upload.upload_id,
  upload.status,
  upload.file_size_bytes === null ? '-' : formatBytes(upload.file_size_bytes),
  shortTime(upload.created_at),
  upload.filename,
]

function listInterrupted(context: Context, flags: ApiFlags): Promise<ExitCode> {
  return withApi({ context, flags }, async ({ settings, trpc }) => {
    const uploads = await listResumable(await openSender(context, settings), trpc)
    const text = tableOf(['UPLOAD', 'THERE', 'NOW', 'BEGUN', 'FILE'], uploads.map(resumableRow))
    tellPage(context, flags, { results: uploads.map(resumableJson), next_cursor: null, text })
    return EXIT.ok
  })
}

const resumableRow = ({ uploadId, storedBytes, sizeBytes, startedAt, note, filename, holder }: Resumable) => [
  uploadId,
  `${formatBytes(storedBytes)} of ${formatBytes(sizeBytes ?? 0)}`,
  holder === null ? 'interrupted' : `running in ${nameOf(holder)}`,
  shortTime(startedAt),
  note?.item.file ?? filename,
]

const resumableJson = ({
  uploadId,
  storedBytes,
  sizeBytes,
  startedAt,
  note,
  holder,
  ...upload
}: Resumable) => ({
  upload_id: uploadId,
  filename: upload.filename,
  file: note?.item.file ?? null,
  bucket_id: upload.bucketId,
  file_size_bytes: sizeBytes,
  stored_bytes: storedBytes,
  created_at: startedAt,
  running_in: holder === null ? null : { pid: holder.pid, host: holder.host },
})
