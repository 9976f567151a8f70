import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type Context, EXIT, type ExitCode, UsageError } from '../context.ts'
import { type Expected, fetchBlob } from '../download/fetch-blob.ts'
import { keepFile } from '../download/keep-file.ts'
import { forEach } from '../for-each.ts'
import { printable } from '../output/table.ts'
import { COMMON_FLAGS, DRY_RUN, parseFlags } from '../parse-flags.ts'
import { formatBytes } from '../progress-line.ts'
import { type Api, tellError, withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  ...DRY_RUN,
  output: { type: 'string', short: 'o' },
  property: { type: 'string' },
  force: { type: 'boolean', short: 'f', default: false },
} as const

type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>['values']

export const get: Command = {
  name: 'get',
  usage: 'OBJECT... [-o FILE|FOLDER|-] [--force] [--dry-run]',
  summary: 'download objects, and hold what came against what was confirmed',
  options: [
    [
      '-o, --output PATH',
      'a file, a folder to put them in, or - for standard output; else the name it was uploaded as',
    ],
    ['--property P', 'which blob of the object; else the first'],
    ['-f, --force', 'replace a file that is there'],
    ['--dry-run', 'show what would be written'],
  ],
  examples: [
    'landfall get obj_8f2k1m9x0c4v7b3n',
    'landfall get obj_8f2k1m9x0c4v7b3n -o - | tar xz',
    'landfall get obj_8f2k1m9x0c4v7b3n obj_1m9x0c4v7b3n8f2k -o downloads/',
  ],
  run(context, args) {
    const { values: flags, positionals: ids } = parseFlags(args, FLAGS)
    if (ids.length === 0) throw new UsageError('name at least one object: landfall get OBJECT...')
    const isPiped = flags.output === '-'
    if (isPiped && ids.length > 1) throw new UsageError('-o - takes one object')
    if (isPiped && flags.json) throw new UsageError('-o - and --json both want standard output')
    return withApi({ context, flags }, async api => {
      if (isPiped) return pipeOut({ context, flags, api }, ids[0] ?? '')
      const folder = await folderOf(context, flags, ids.length)
      const call = { context, isJson: flags.json, field: 'object_id' }
      return forEach(call, ids, id => download({ context, flags, api, folder }, id))
    })
  },
}

interface Job {
  context: Context
  flags: Flags
  api: Api
}

interface Found extends Expected {
  filename: string
  url: string
}

async function findBlob({ flags, api: { trpc } }: Job, id: string): Promise<Found> {
  const property = flags.property ?? null
  const [object, { url }] = await Promise.all([
    trpc.objects.get.query({ object_id: id }),
    trpc.objects.content.query({ object_id: id, property }),
  ])
  const blob = property === null ? object.blobs[0] : object.blobs.find(found => found.property === property)
  const { filename = id, size_bytes: sizeBytes = 0, hash = null } = blob?.details ?? {}
  return { filename, url, sizeBytes, sha256: hash }
}

/** Whoever is at the other end of the pipe has the bytes by the time that they turn out wrong: the exit code says so. */
async function pipeOut(job: Job, id: string): Promise<ExitCode> {
  const { context } = job
  try {
    const found = await findBlob(job, id)
    for await (const chunk of fetchBlob(found.url, found, context.signal)) await context.stdoutBytes(chunk)
    return EXIT.ok
  } catch (error) {
    return tellError(context, job.flags, error)
  }
}

/** `null`: --output names the one file. */
async function folderOf({ cwd }: Context, { output }: Flags, count: number): Promise<string | null> {
  if (output === undefined) return cwd
  const path = resolve(cwd, output)
  const isFolder = await stat(path).then(
    stats => stats.isDirectory(),
    () => false,
  )
  if (isFolder) return path
  if (count > 1 || /[/\\]$/.test(output)) throw new UsageError(`${output} is not a folder: make it first`)
  return null
}

async function download({ folder, ...job }: Job & { folder: string | null }, id: string) {
  const { context, flags } = job
  const found = await findBlob(job, id)
  const { sizeBytes, sha256 } = found
  const target =
    folder === null ? resolve(context.cwd, flags.output ?? '') : join(folder, safeName(found.filename, id))
  const json = { file: target, file_size_bytes: sizeBytes, sha256 }
  const size = formatBytes(sizeBytes)
  if (flags['dry-run'])
    return { line: `would write ${printable(target)}  ${size}`, json: { ...json, dry_run: true } }
  const { signal } = context
  await keepFile(fetchBlob(found.url, found, signal), target, { force: flags.force, signal })
  const verified = sha256 === null ? 'size' : 'size, SHA-256'
  return { line: `${printable(target)}  ${size}  verified by ${verified}`, json }
}

/** A name comes from whoever uploaded it; it may not lead out of the folder, nor hide. */
function safeName(filename: string, id: string): string {
  const name = printable(basename(filename.replaceAll('\\', '/'))).replace(/^\.+/, '')
  return name === '' ? id : name
}
