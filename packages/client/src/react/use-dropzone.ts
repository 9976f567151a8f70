import {
  type ChangeEvent,
  type HTMLAttributes,
  type InputHTMLAttributes,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react'
import { chosenFiles } from '../files/found-files.ts'
import { keepPageOnMissedDrop, listenForFiles } from '../files/listen-for-files.ts'
import type { Dropped, FoundFile } from '../files/read-dropped.ts'
import { areRefused, type FileRules, type RefusedFile, siftFiles } from '../files/sift-files.ts'
import { pressable } from './pressable.ts'
import { useLatest } from './use-latest.ts'

export interface DropzoneOptions extends FileRules {
  /** What was taken; `useUploads().add` is one that fits. */
  onFiles: (files: FoundFile[]) => void
  /** Dropped, pasted or chosen, and not taken. */
  onRefused?: ((refused: RefusedFile[]) => void) | undefined
  /** More than one. Default `true`. */
  multiple?: boolean | undefined
  /** What is chosen by click or key is a folder. Folders can be dropped in any case. Default `false`. */
  directory?: boolean | undefined
  disabled?: boolean | undefined
  /** Where files can be dropped and pasted: on the element (which has the focus, for a paste) or anywhere on the page. */
  scope?: 'element' | 'page' | undefined
  /** Click, Enter and Space do not choose files; call `open` from a button of your own. Default `false`. */
  noClick?: boolean | undefined
}

/** For the element that files are dropped on; styled by its attributes. */
export interface DropzoneRootProps
  extends Pick<HTMLAttributes<HTMLElement>, 'role' | 'tabIndex' | 'onClick' | 'onKeyDown' | 'aria-disabled'> {
  ref: (element: HTMLElement | null) => void
  'data-part': 'dropzone'
  'data-dragging': '' | undefined
  'data-refusing': '' | undefined
  'data-disabled': '' | undefined
}

/** For an `<input>` anywhere; it is not seen. */
export interface DropzoneInputProps
  extends Pick<
    InputHTMLAttributes<HTMLInputElement>,
    'type' | 'accept' | 'multiple' | 'disabled' | 'tabIndex' | 'aria-hidden' | 'onChange' | 'style'
  > {
  ref: (element: HTMLInputElement | null) => void
}

export interface DropzoneState {
  /** Files are held over it. */
  readonly isDragging: boolean
  /** Files are held over it, and none of them has a type that is taken. */
  readonly isRefusing: boolean
  readonly isDisabled: boolean
  /** Opens the browser's choice of files; browsers allow it while they handle a click or a key. */
  open(this: void): void
}

export interface Dropzone extends DropzoneState {
  readonly rootProps: DropzoneRootProps
  readonly inputProps: DropzoneInputProps
}

/** Browsers give the files of a whole folder to an input with this attribute, which not all types of React know. */
const FOLDER = { webkitdirectory: '' }

/** A place for files with whatever elements you like: `<div {...rootProps}><input {...inputProps} /></div>`. */
export function useDropzone(options: DropzoneOptions): Dropzone {
  const { accept, multiple = true, directory = false, disabled = false, scope = 'element', noClick } = options
  const [root, setRoot] = useState<HTMLElement | null>(null)
  const input = useRef<HTMLInputElement | null>(null)
  const latest = useLatest(options)
  const onFound = useCallback((found: Dropped) => tell(found, latest.current), [latest])
  const held = useHeldTypes(disabled ? null : root, scope, onFound)
  const open = useCallback(() => input.current?.click(), [])
  const isDragging = held !== null
  const isRefusing = isDragging && areRefused(held, accept)
  return {
    isDragging,
    isRefusing,
    isDisabled: disabled,
    open,
    rootProps: {
      ref: setRoot,
      'data-dragging': flag(isDragging),
      'data-refusing': flag(isRefusing),
      'data-disabled': flag(disabled),
      ...(noClick ? {} : pressable(open, disabled)),
      'data-part': 'dropzone',
    },
    inputProps: {
      ref: element => {
        input.current = element
      },
      type: 'file',
      accept,
      multiple,
      disabled,
      tabIndex: -1,
      'aria-hidden': true,
      style: { display: 'none' },
      onChange: event => onFound(takeChosen(event)),
      ...(directory ? FOLDER : {}),
    },
  }
}

const flag = (isSet: boolean) => (isSet ? '' : undefined)

/** @internal */
export function takeChosen({ currentTarget }: ChangeEvent<HTMLInputElement>): Dropped {
  const files = chosenFiles(currentTarget.files ?? [])
  // The same can be chosen again.
  currentTarget.value = ''
  return { files, unreadable: [], isCut: false }
}

/** @internal */
export function tell(
  found: Dropped,
  { onFiles, onRefused, multiple = true, maxFiles, ...rules }: DropzoneOptions,
): void {
  const most = multiple ? maxFiles : 1
  const { taken, refused } = siftFiles(found, { ...rules, maxFiles: most })
  if (taken.length > 0) onFiles(taken)
  if (refused.length > 0) onRefused?.(refused)
}

/** `null`: nothing is held over it. */
function useHeldTypes(
  root: HTMLElement | null,
  scope: 'element' | 'page',
  onFound: (found: Dropped) => void,
): readonly string[] | null {
  const [held, setHeld] = useState<readonly string[] | null>(null)
  useEffect(() => {
    if (root === null) return
    const stopKeeping = keepPageOnMissedDrop(window)
    const stop = listenForFiles(scope === 'page' ? window : root, { onOver: setHeld, onFound })
    return () => {
      stop()
      stopKeeping()
      setHeld(null)
    }
  }, [root, scope, onFound])
  return held
}
