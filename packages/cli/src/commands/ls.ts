import type { LandfallTrpc } from '@landfall/client'
import { EXIT } from '../context.ts'
import { shortTime, tableOf } from '../output/table.ts'
import { allPages, tellPage } from '../pages.ts'
import { COMMON_FLAGS, PAGE_FLAGS, pageOf, parseFlags, refusePositionals } from '../parse-flags.ts'
import { formatBytes } from '../progress-line.ts'
import { sortOf } from '../sort-flag.ts'
import { withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  ...PAGE_FLAGS,
  bucket: { type: 'string', short: 'b' },
  search: { type: 'string', short: 's' },
  sort: { type: 'string' },
  long: { type: 'boolean', short: 'l', default: false },
} as const

type StoredObject = Awaited<ReturnType<LandfallTrpc['objects']['list']['query']>>['results'][number]

export const ls: Command = {
  name: 'ls',
  usage: '[--bucket B] [--search TEXT] [--sort FIELD[:desc]] [-l] [--limit N | --all]',
  summary: 'list objects, newest first',
  options: [
    ['-b, --bucket B', 'of this bucket alone'],
    ['-s, --search TEXT', 'whose file name contains this'],
    ['--sort FIELD[:desc]', 'created_at, file_size_bytes or filename'],
    ['-l, --long', 'with type, SHA-256, upload and bucket'],
    ['--limit N, --cursor C', 'so many (50), from where the last page ended'],
    ['--all', 'every page'],
  ],
  examples: [
    'landfall ls',
    'landfall ls -l --bucket uploads --search report',
    'landfall ls --all --json | jq .results[].object_id',
  ],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, FLAGS)
    refusePositionals(positionals)
    const page = pageOf(flags)
    const asked = { bucket: flags.bucket ?? null, search: flags.search ?? null, sort: sortOf(flags.sort) }
    return withApi({ context, flags }, async ({ trpc }) => {
      const listed = await allPages(flags.all, page, next => trpc.objects.list.query({ ...asked, ...next }))
      const table = flags.long ? longTable : shortTable
      tellPage(context, flags, { ...listed, text: table(listed.results) })
      return EXIT.ok
    })
  },
}

const shortTable = (objects: StoredObject[]) =>
  tableOf(['OBJECT', 'SIZE', 'CREATED', 'NAME'], objects.map(shortRow))

const shortRow = (object: StoredObject) => [
  object.object_id,
  sizeOf(object),
  shortTime(object.created_at),
  nameOf(object),
]

const longTable = (objects: StoredObject[]) =>
  tableOf(
    ['OBJECT', 'SIZE', 'CREATED', 'TYPE', 'SHA-256', 'UPLOAD', 'BUCKET', 'NAME'],
    objects.map(object => {
      const [blob] = object.blobs
      const { mime_type: type = '-', hash = null } = blob?.details ?? {}
      const [id, size, created, name] = shortRow(object)
      const rest = [type, hash ?? '-', blob?.upload_id ?? '-', object.bucket_id]
      return [id, size, created, ...rest, name].map(cell => cell ?? '-')
    }),
  )

const sizeOf = ({ blobs }: StoredObject) =>
  formatBytes(blobs.reduce((sum, blob) => sum + blob.details.size_bytes, 0))

/** Where it lay when it was uploaded, if that was kept; else what its file was called. */
function nameOf({ path, blobs }: StoredObject): string {
  return typeof path === 'string' ? path : (blobs[0]?.details.filename ?? '-')
}
