import { EXIT, UsageError } from '../context.ts'
import { forEach, mustConfirm } from '../for-each.ts'
import { printable } from '../output/table.ts'
import { COMMON_FLAGS, DRY_RUN, parseFlags } from '../parse-flags.ts'
import { withApi } from '../with-api.ts'
import type { Command } from './command.ts'

const FLAGS = { ...COMMON_FLAGS, ...DRY_RUN, yes: { type: 'boolean', short: 'y', default: false } } as const

export const rm: Command = {
  name: 'rm',
  usage: 'OBJECT... [--yes] [--dry-run]',
  summary: 'delete objects, and their bytes where nothing else names them',
  options: [
    ['-y, --yes', 'do not ask'],
    ['--dry-run', 'show what would be deleted'],
  ],
  examples: [
    'landfall rm obj_8f2k1m9x0c4v7b3n',
    'landfall rm obj_8f2k1m9x0c4v7b3n obj_1m9x0c4v7b3n8f2k --yes --json',
  ],
  run(context, args) {
    const { values: flags, positionals: ids } = parseFlags(args, FLAGS)
    if (ids.length === 0) throw new UsageError('name at least one object: landfall rm OBJECT...')
    return withApi({ context, flags }, async ({ trpc }) => {
      const isDry = flags['dry-run']
      const question =
        ids.length === 1 ? `Delete ${ids[0]} for good?` : `Delete these ${ids.length} objects for good?`
      if (!isDry && !(await mustConfirm(context, flags, question))) return EXIT.failed
      const call = { context, isJson: flags.json, field: 'object_id' }
      return forEach(call, ids, async id => {
        const { bucket_id: bucket, blobs } = await trpc.objects.get.query({ object_id: id })
        const name = printable(blobs[0]?.details.filename ?? '')
        if (isDry) return { line: `would delete ${id}  ${name}`, json: { dry_run: true } }
        await trpc.objects.delete.mutate({ object_id: id, bucket })
        return { line: `deleted ${id}  ${name}`, json: {} }
      })
    })
  },
}
