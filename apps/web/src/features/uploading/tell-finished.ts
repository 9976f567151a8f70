import type { FinishedUpload } from '@landfall/client'
import { toast } from 'sonner'
import { explain } from '#lib/api-error.ts'
import { isHidden } from './only-own.ts'

/** Nobody waits for it, so it may take a while until somebody looks. */
const SHOWN_MS = 10_000

/** What became of uploads whose bytes had all been sent when their page was closed. */
export function tellFinished(finished: readonly FinishedUpload[]): void {
  const done = finished.filter(({ result }) => result !== null)
  const [first] = done
  if (first)
    toast.success(done.length === 1 ? `${first.filename} is finished` : `${done.length} files are finished`, {
      duration: SHOWN_MS,
      description: 'All of it had arrived before the page was closed, and is verified now.',
    })
  for (const { filename, error } of finished) {
    if (error === null || isHidden(error)) continue
    const { title, advice } = explain(error)
    toast.error(`${filename} is not finished`, { duration: SHOWN_MS, description: `${title}. ${advice}` })
  }
}
