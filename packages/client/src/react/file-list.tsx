import { type HTMLAttributes, memo, type ReactNode, useMemo, useState } from 'react'
import type { QueueItem } from '../queue/queue-item.ts'
import { FileActions } from './file-action.tsx'
import { FileName, FileStatus } from './file-text.tsx'
import { type ItemActs, ItemContext } from './item-context.ts'
import { Progress } from './progress.tsx'

export interface FileListProps extends Omit<HTMLAttributes<HTMLUListElement>, 'children'> {
  /** What `useUploads` returned. */
  uploads: ItemActs & { readonly items: readonly QueueItem[]; readonly queue: ItemActs }
  /** Some of them, or in another order. Default: all, in the order of their coming. */
  items?: readonly QueueItem[] | undefined
  /** One file. Default: a `FileItem` with its name, status, progress and what can be done with it. */
  children?: ((item: QueueItem) => ReactNode) | undefined
}

/** The files as a `<ul>`; nothing at all while there are none. */
export function FileList({ uploads, items = uploads.items, children, ...attributes }: FileListProps) {
  if (items.length === 0) return null
  return (
    <ul {...attributes} data-part="files">
      {items.map(item =>
        children ? (
          <Each key={item.id}>{children(item)}</Each>
        ) : (
          <FileItem key={item.id} item={item} uploads={uploads.queue} />
        ),
      )}
    </ul>
  )
}

const Each = ({ children }: { children: ReactNode }) => <>{children}</>

export interface FileItemProps extends Omit<HTMLAttributes<HTMLLIElement>, 'children'> {
  item: QueueItem
  /** What `useUploads` returned, or its `queue`. */
  uploads: ItemActs
  /** Made of `FileName`, `FileStatus`, `Progress`, `Preview`, `FileAction` and whatever you like. */
  children?: ReactNode
}

/** One file as an `<li>`, with `data-phase` and `data-paused` to style it by. Drawn anew when its own file changes. */
export const FileItem = memo(function FileItem({ item, uploads, children, ...attributes }: FileItemProps) {
  const [isOtherFile, setOther] = useState(false)
  const context = useMemo(
    () => ({
      item,
      acts: uploads,
      isOtherFile,
      attach: (file: File) => setOther(uploads.attach(item.id, file) === 'other_file'),
    }),
    [item, uploads, isOtherFile],
  )
  return (
    <ItemContext.Provider value={context}>
      <li
        {...attributes}
        data-part="file"
        data-phase={item.phase}
        data-paused={item.isPaused ? '' : undefined}
        data-other-file={isOtherFile ? '' : undefined}
      >
        {children ?? (
          <>
            <FileName />
            <FileStatus />
            <Progress />
            <FileActions />
          </>
        )}
      </li>
    </ItemContext.Provider>
  )
})
