'use client'

export type { FoundFile } from './files/read-dropped.ts'
export type { FileRules, RefusedFile } from './files/sift-files.ts'
export { Dropzone, type DropzoneProps } from './react/dropzone.tsx'
export { FileAction, type FileActionName, type FileActionProps, FileActions } from './react/file-action.tsx'
export { FileInput, type FileInputProps } from './react/file-input.tsx'
export { FileItem, type FileItemProps, FileList, type FileListProps } from './react/file-list.tsx'
export { FileName, FileStatus, type FileStatusProps } from './react/file-text.tsx'
export type { ItemActs } from './react/item-context.ts'
export { useLandfall } from './react/landfall-context.ts'
export { LandfallProvider, type LandfallProviderProps } from './react/landfall-provider.tsx'
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
