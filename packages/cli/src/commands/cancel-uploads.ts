import { UsageError } from '../context.ts'
import { forEach } from '../for-each.ts'
import { printable } from '../output/table.ts'
import { COMMON_FLAGS, DRY_RUN, parseFlags } from '../parse-flags.ts'
import { openSender } from '../upload/open-sender.ts'
import { withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, ...DRY_RUN, 'keep-bytes': { type: 'boolean', default: false } } as const

export const cancelUploads: Command = {
  name: 'uploads cancel',
  usage: 'UPLOAD... [--keep-bytes] [--dry-run]',
  summary: 'take open uploads back, with what they have reserved, and go on with them no more',
  options: [
    ['--keep-bytes', 'leave in the store what has arrived; nothing deletes it any more'],
    ['--dry-run', 'show what would be canceled'],
  ],
  examples: ['landfall uploads cancel upl_8f2k1m9x0c4v7b3n'],
  run(context, args) {
    const { values: flags, positionals: ids } = parseFlags(args, FLAGS)
    if (ids.length === 0) throw new UsageError('name at least one upload: landfall uploads cancel UPLOAD...')
    return withApi({ context, flags }, async ({ trpc, settings }) => {
      const { client, notes } = await openSender(context, settings)
      const call = { context, isJson: flags.json, field: 'upload_id' }
      return forEach(call, ids, async id => {
        const { bucket_id: bucket, status, filename } = await trpc.uploads.get.query({ upload_id: id })
        const name = printable(filename)
        if (flags['dry-run'])
          return { line: `would cancel ${id}  ${name}  ${status}`, json: { dry_run: true, status } }
        const input = { bucket, upload_id: id, delete_s3_object: !flags['keep-bytes'] }
        const canceled = await trpc.uploads.cancel.mutate(input)
        await client.forget(id)
        notes?.remove(id)
        return { line: `canceled ${id}  ${name}`, json: { status: canceled.status } }
      })
    })
  },
}
