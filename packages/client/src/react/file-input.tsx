import type { InputHTMLAttributes } from 'react'
import { type DropzoneOptions, takeChosen, tell } from './use-dropzone.ts'

export interface FileInputProps
  extends Omit<DropzoneOptions, 'scope' | 'noClick'>,
    Omit<
      InputHTMLAttributes<HTMLInputElement>,
      'accept' | 'type' | 'onChange' | 'value' | 'multiple' | 'disabled'
    > {}

/** The browser's own `<input type="file">`, which takes the same as a `Dropzone`. For forms, and for a label to open. */
export function FileInput(props: FileInputProps) {
  const {
    onFiles,
    onRefused,
    maxFileBytes,
    maxFiles,
    directory = false,
    multiple = true,
    ...attributes
  } = props
  const { accept } = attributes
  const rules = { accept, maxFileBytes, maxFiles, multiple }
  return (
    <input
      {...attributes}
      {...(directory ? { webkitdirectory: '' } : {})}
      type="file"
      data-part="file-input"
      multiple={multiple}
      onChange={event => tell(takeChosen(event), { onFiles, onRefused, ...rules })}
    />
  )
}
