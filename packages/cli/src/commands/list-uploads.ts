import type { LandfallTrpc } from '@landfall/client'
import { EXIT } from '../context.ts'
import { shortTime, tableOf } from '../output/table.ts'
import { allPages, tellPage } from '../pages.ts'
import { COMMON_FLAGS, oneOf, PAGE_FLAGS, pageOf, parseFlags, refusePositionals } from '../parse-flags.ts'
import { formatBytes } from '../progress-line.ts'
import { sortOf } from '../sort-flag.ts'
import { withApi } from '../with-api.ts'
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
} as const

type Upload = Awaited<ReturnType<LandfallTrpc['uploads']['list']['query']>>['results'][number]

export const listUploads: Command = {
  name: 'uploads list',
  usage: '[--status S]... [--bucket B] [--search TEXT] [--owner O] [--limit N | --all]',
  summary: 'list uploads, newest first; `landfall uploads` is the same',
  options: [
    ['--status S', `${STATUSES.join(', ')}; may be repeated`],
    ['-b, --bucket B', 'of this bucket alone'],
    ['-s, --search TEXT', 'whose file name contains this'],
    ['--owner O', 'of this owner'],
    ['--sort FIELD[:desc]', 'created_at, file_size_bytes or filename'],
    ['--limit N, --cursor C', 'so many (50), from where the last page ended'],
    ['--all', 'every page'],
  ],
  examples: ['landfall uploads', 'landfall uploads --status PENDING --status FAILED --json'],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
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
