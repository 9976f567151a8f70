import { type Dropped, MAX_DROPPED_FILES } from '@landfall/client/queue'
import { toast } from 'sonner'

/** Nothing of a drop is left out silently. */
export function tellDropped({ files, unreadable, isCut }: Dropped): void {
  if (isCut) {
    toast.warning(`Only the first ${MAX_DROPPED_FILES.toLocaleString('en-US')} files were taken`, {
      description: 'Drop the rest in smaller parts.',
    })
  }
  if (unreadable.length > 0) {
    toast.error(
      unreadable.length === 1 ? 'A file could not be read' : `${unreadable.length} files could not be read`,
      { description: unreadable.slice(0, 3).join(', ') },
    )
  }
  if (files.length === 0 && unreadable.length === 0) {
    toast('There is nothing in it to upload', { description: 'The folder is empty.' })
  }
}

export function tellReadOnly(): void {
  toast.error('This session may only read', { description: 'Sign in with a key that may write to upload.' })
}
