import type { HTMLAttributes, ReactNode } from 'react'
import { type DropzoneOptions, type DropzoneState, useDropzone } from './use-dropzone.ts'

export interface DropzoneProps
  extends DropzoneOptions,
    Omit<HTMLAttributes<HTMLDivElement>, 'children' | 'onClick' | 'onKeyDown' | 'role' | 'tabIndex'> {
  /** What it shows, or a function of where it is. */
  children?: ReactNode | ((state: DropzoneState) => ReactNode)
}

/**
 * A `<div>` that takes files and folders: dropped, pasted, or chosen by click, Enter or Space. Has no looks of its own:
 * style it by `data-dragging`, `data-refusing`, `data-disabled`. Give it an `aria-label` where its text is not its name.
 */
export function Dropzone({ children, ...props }: DropzoneProps) {
  const { onFiles, onRefused, accept, maxFileBytes, maxFiles, ...others } = props
  const { multiple, directory, disabled, scope, noClick, ...attributes } = others
  const rules = { accept, maxFileBytes, maxFiles }
  const zone = useDropzone({ onFiles, onRefused, ...rules, multiple, directory, disabled, scope, noClick })
  const { rootProps, inputProps, ...state } = zone
  return (
    <div {...attributes} {...rootProps}>
      <input {...inputProps} />
      {typeof children === 'function' ? children(state) : children}
    </div>
  )
}
