import { basename, resolve } from 'node:path'
import {
  createLandfallClient,
  type LandfallClient,
  type UploadOptions,
  type UploadResult,
} from '@landfall/client'
import { type Context, EXIT, type ExitCode, UsageError } from '../context.ts'
import { describeError, errorJson, isAborted } from '../describe-error.ts'
import { COMMON_FLAGS, parseFlags } from '../parse-flags.ts'
import { CLEAR_LINE, formatBytes, progressLine } from '../progress-line.ts'
import { readSettings } from '../settings.ts'
import type { Command } from './command.ts'

const FLAGS = {
  ...COMMON_FLAGS,
  bucket: { type: 'string', short: 'b' },
  'content-type': { type: 'string' },
  owner: { type: 'string' },
  'no-checksum': { type: 'boolean', default: false },
} as const

export const upload: Command = {
  name: 'upload',
  usage: 'FILE... [--bucket B] [--content-type T] [--owner O] [--no-checksum]',
  summary: 'send files, and have what arrived verified',
  async run(context, args) {
    const { values: flags, positionals: files } = parseFlags(args, FLAGS)
    if (files.length === 0) throw new UsageError('name at least one file: landfall upload FILE...')
    const { url, apiKey, ...settings } = readSettings(context, flags, 'user')
    const bucket = flags.bucket ?? settings.bucket
    if (!bucket) throw new UsageError('no bucket: pass --bucket or set LANDFALL_BUCKET')
    const options = {
      bucket,
      signal: context.signal,
      ...(flags['content-type'] === undefined ? {} : { contentType: flags['content-type'] }),
      ...(flags.owner === undefined ? {} : { owner: flags.owner }),
      ...(flags['no-checksum'] ? { checksum: 'none' as const } : {}),
    }
    const job = { context, client: createLandfallClient({ url, apiKey }), options, isJson: flags.json }
    return uploadAll(job, files)
  },
}

interface Job {
  context: Context
  client: LandfallClient
  options: UploadOptions
  isJson: boolean
}

/** One after the other; a file that fails does not keep the others back. */
async function uploadAll(job: Job, files: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok
  for (const file of files) {
    try {
      tellResult(job, file, await uploadOne(job, file))
    } catch (error) {
      tellFailure(job, file, error)
      if (isAborted(error)) return EXIT.interrupted
      exit = EXIT.failed
    }
  }
  return exit
}

async function uploadOne({ context, client, options, isJson }: Job, file: string): Promise<UploadResult> {
  const showsProgress = context.isTerminal && !isJson
  const name = basename(file)
  try {
    return await client.upload(
      { path: resolve(context.cwd, file) },
      {
        ...options,
        onProgress: progress => {
          if (showsProgress) context.stderr(`${CLEAR_LINE}${progressLine(name, progress)}`)
        },
      },
    )
  } finally {
    if (showsProgress) context.stderr(CLEAR_LINE)
  }
}

function tellResult({ context, isJson }: Job, file: string, result: UploadResult): void {
  const { uploadId, objectId, status, fileSizeBytes, etag, receipt, attempts } = result
  if (isJson) {
    const line = {
      file,
      ok: true,
      upload_id: uploadId,
      object_id: objectId,
      status,
      file_size_bytes: fileSizeBytes,
      etag,
      receipt,
      attempts,
    }
    context.stdout(`${JSON.stringify(line)}\n`)
    return
  }
  const matched = (['size', 'etag', 'checksum'] as const).filter(witness => receipt?.[witness] === 'matched')
  const verified = matched.length === 0 ? status.toLowerCase() : `verified by ${matched.join(', ')}`
  context.stdout(`${file}  ${objectId ?? uploadId}  ${formatBytes(fileSizeBytes ?? 0)}  ${verified}\n`)
}

function tellFailure({ context, isJson }: Job, file: string, error: unknown): void {
  if (isJson) context.stdout(`${JSON.stringify({ file, ok: false, error: errorJson(error) })}\n`)
  else context.stderr(`landfall: ${file}: ${describeError(error)}\n`)
}
