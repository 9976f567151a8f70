'use client'

import { useEffect, useRef, useState } from 'react'

const hasFiles = (data: DataTransfer | null) => data?.types.includes('Files') ?? false

/** Files dropped or pasted anywhere on the page. True while files are held over it. */
export function useFileDrop(onFiles: (files: File[]) => void): boolean {
  const [isOver, setOver] = useState(false)
  const handler = useRef(onFiles)
  useEffect(() => {
    handler.current = onFiles
  })
  useEffect(() => {
    // Every element that is entered and left tells so; only the sum says whether the page was left.
    let depth = 0
    const listen = new AbortController()
    const { signal } = listen
    const onDrag = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return
      event.preventDefault()
      if (event.type === 'dragenter') depth += 1
      if (event.type === 'dragleave') depth -= 1
      setOver(depth > 0)
    }
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      takeFiles(event.dataTransfer)
    }
    const takeFiles = (data: DataTransfer | null) => {
      const files = Array.from(data?.items ?? []).flatMap(fileOf)
      if (files.length > 0) handler.current(files)
    }
    const onPaste = (event: ClipboardEvent) => takeFiles(event.clipboardData)
    for (const type of ['dragenter', 'dragover', 'dragleave'] as const)
      window.addEventListener(type, onDrag, { signal })
    window.addEventListener('drop', onDrop, { signal })
    window.addEventListener('paste', onPaste, { signal })
    return () => listen.abort()
  }, [])
  return isOver
}

/** A folder cannot be read as a file; its entry says what it is. */
function fileOf(item: DataTransferItem): File[] {
  if (item.kind !== 'file' || item.webkitGetAsEntry?.()?.isDirectory) return []
  const file = item.getAsFile()
  return file ? [file] : []
}
