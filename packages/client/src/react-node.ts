'use client'

import { createElement } from 'react'
import { createLandfallClient } from './node.ts'
import { ClientProvider, type LandfallProviderProps } from './react/client-provider.tsx'

export type { FoundFile } from './files/read-dropped.ts'
export type { FileRules, RefusedFile } from './files/sift-files.ts'
export type { LandfallProviderProps } from './react/client-provider.tsx'
export { Dropzone, type DropzoneProps } from './react/dropzone.tsx'
export { FileAction, type FileActionName, type FileActionProps, FileActions } from './react/file-action.tsx'
export { FileInput, type FileInputProps } from './react/file-input.tsx'
export { FileItem, type FileItemProps, FileList, type FileListProps } from './react/file-list.tsx'
export { FileName, FileStatus, type FileStatusProps } from './react/file-text.tsx'
export type { ItemActs } from './react/item-context.ts'
export { useLandfall } from './react/landfall-context.ts'
export { Preview, type PreviewProps } from './react/preview.tsx'
export { Progress, type ProgressProps } from './react/progress.tsx'
export {
  type Dropzone as DropzoneHandle,
  type DropzoneInputProps,
  type DropzoneOptions,
  type DropzoneRootProps,
  type DropzoneState,
  useDropzone,
} from './react/use-dropzone.ts'
export { useLeaveWarning } from './react/use-page-events.ts'
export { usePreview } from './react/use-preview.ts'
export { type SingleUpload, useUpload } from './react/use-upload.ts'
export { type Uploads, type UseUploadsOptions, useUploads } from './react/use-uploads.ts'

/**
 * Gives the hooks and parts inside it their client. Options are read once, as they first are, except a `token` function, of
 * which the latest is called; another `key` makes another client. Throws a `LandfallError` (`INVALID_OPTIONS`) for what
 * cannot work.
 */
export function LandfallProvider(props: LandfallProviderProps) {
  return createElement(ClientProvider, { ...props, createLandfallClient })
}
