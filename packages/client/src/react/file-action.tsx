import { type ButtonHTMLAttributes, type ReactNode, useLayoutEffect, useRef } from 'react'
import { isActive, type QueueItem } from '../queue/queue-item.ts'
import { useItem } from './item-context.ts'
import { keepFocus } from './keep-focus.ts'

/** `attach`: choose the file of an interrupted upload again. */
export type FileActionName = 'pause' | 'resume' | 'cancel' | 'retry' | 'attach' | 'remove'

export interface FileActionProps
  extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'onClick' | 'children' | 'aria-label'> {
  action: FileActionName
  /** What it shows. Default: an English word. */
  children?: ReactNode
  /** Its name for screen readers. Default: the English word and the file's name. */
  label?: string | undefined
}

const WORDS: Record<FileActionName, string> = {
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  retry: 'Retry',
  attach: 'Choose again',
  remove: 'Remove',
}

const MAY: Record<FileActionName, (item: QueueItem) => boolean> = {
  pause: item => isActive(item) && !item.isPaused && item.phase !== 'verifying',
  resume: item => isActive(item) && item.isPaused,
  cancel: isActive,
  retry: ({ phase, file }) => file !== null && (phase === 'failed' || phase === 'canceled'),
  attach: ({ phase }) => phase === 'interrupted',
  remove: item => !isActive(item),
}

/**
 * One thing that can be done with the file, as a `<button>`; nothing where it cannot be done now. When it goes while it has
 * the focus, the first action of the file's row gets it; of the next row, when the file itself goes.
 */
export function FileAction(props: FileActionProps) {
  const { item } = useItem()
  return MAY[props.action](item) ? <ActionButton {...props} /> : null
}

/** A component of its own: only of one that goes with its button does the cleanup run while the button has the focus. */
function ActionButton({ action, children, label, ...attributes }: FileActionProps) {
  const { item, acts, attach } = useItem()
  const button = useRef<HTMLButtonElement>(null)
  const input = useRef<HTMLInputElement | null>(null)
  useLayoutEffect(() => {
    const shown = button.current
    return () => {
      if (shown !== null) keepFocus(shown)
    }
  }, [])
  const act = () => (action === 'attach' ? input.current?.click() : acts[action](item.id))
  return (
    <>
      <button
        {...attributes}
        ref={button}
        type="button"
        data-part="action"
        data-action={action}
        aria-label={label ?? `${WORDS[action]} ${item.filename}`}
        // Cancel and Retry take each other's place: the second press of a double click would undo the first.
        onClick={event => event.detail <= 1 && act()}
      >
        {children ?? WORDS[action]}
      </button>
      {action === 'attach' && (
        <input
          ref={element => {
            input.current = element
          }}
          type="file"
          hidden
          aria-hidden
          tabIndex={-1}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0]
            currentTarget.value = ''
            if (file) attach(file)
          }}
        />
      )}
    </>
  )
}

const ALL = Object.keys(WORDS) as FileActionName[]

/** All that can be done with the file now. */
export const FileActions = () => (
  <>
    {ALL.map(action => (
      <FileAction key={action} action={action} />
    ))}
  </>
)
