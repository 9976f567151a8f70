import type { LandfallTrpc } from '@landfall/client'
import { EXIT, UsageError } from '../context.ts'
import { linesOf, printable } from '../output/table.ts'
import { COMMON_FLAGS, parseFlags } from '../parse-flags.ts'
import { tellJson, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

type Upload = Awaited<ReturnType<LandfallTrpc['uploads']['get']['query']>>
type Event = Awaited<ReturnType<LandfallTrpc['uploads']['timeline']['query']>>['events'][number]

export const showUpload: Command = {
  name: 'uploads show',
  usage: 'UPLOAD',
  summary: 'what an upload is, and everything that happened to it',
  examples: ['landfall uploads show upl_8f2k1m9x0c4v7b3n'],
  run(context, args) {
    const { values: flags, positionals } = parseFlags(args, COMMON_FLAGS)
    const [id, ...rest] = positionals
    if (id === undefined || rest.length > 0)
      throw new UsageError('name one upload: landfall uploads show UPLOAD')
    return withApi({ context, flags }, async ({ trpc }) => {
      const [upload, { events }] = await Promise.all([
        trpc.uploads.get.query({ upload_id: id }),
        trpc.uploads.timeline.query({ upload_id: id }),
      ])
      if (flags.json) tellJson(context, { ...upload, events })
      else context.stdout(`${linesOf(factsOf(upload))}\n${events.map(lineOf).join('')}`)
      return EXIT.ok
    })
  },
}

const FACTS = [
  'upload_id',
  'status',
  'filename',
  'content_type',
  'file_size_bytes',
  'bucket_id',
  'object_id',
  'owner',
  'etag',
  'file_hash',
  'guard',
  'attempt',
  'created_at',
  'expires_at',
  'completed_at',
] as const satisfies (keyof Upload)[]

function factsOf(upload: Upload): Record<string, string> {
  const facts = FACTS.map(name => [name, upload[name]] as const).filter(([, value]) => value !== null)
  const error = upload.last_error === null ? [] : [['last_error', upload.last_error.message] as const]
  return Object.fromEntries([...facts, ...error].map(([name, value]) => [name, printable(String(value))]))
}

function lineOf({ at, kind, attempt, detail }: Event): string {
  const said = Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return `${at}  ${kind}  attempt ${attempt}  ${printable(said.join(' '))}`.trimEnd().concat('\n')
}
