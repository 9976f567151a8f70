'use client'

import { useEffect, useRef, useState } from 'react'
import { nameOfPasted } from '../pasted-name.ts'
import { type Dropped, readDropped } from '../read-dropped.ts'

const hasFiles = (data: DataTransfer | null) => data?.types.includes('Files') ?? false

/** Files dropped or pasted anywhere on the page. True while files are held over it. */
export function useFileDrop(onDropped: (dropped: Dropped) => void): boolean {
  const [isOver, setOver] = useState(false)
  const handler = useRef(onDropped)
  useEffect(() => {
    handler.current = onDropped
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
      void readDropped(event.dataTransfer?.items ?? []).then(dropped => handler.current(dropped))
    }
    const onPaste = (event: ClipboardEvent) => {
      const files = pastedFiles(event)
      if (files.length === 0) return
      event.preventDefault()
      handler.current({ files, unreadable: [], isCut: false })
    }
    for (const type of ['dragenter', 'dragover', 'dragleave'] as const)
      window.addEventListener(type, onDrag, { signal })
    window.addEventListener('drop', onDrop, { signal })
    window.addEventListener('paste', onPaste, { signal })
    return () => listen.abort()
  }, [])
  return isOver
}

/** Cells copied from a spreadsheet come as text and as a picture of them: then the text was meant. */
function pastedFiles({ clipboardData }: ClipboardEvent) {
  if (!clipboardData || clipboardData.types.includes('text/plain')) return []
  return Array.from(clipboardData.files, file => ({ file: withName(file), path: null }))
}

function withName(file: File): File {
  const name = nameOfPasted(file.name, new Date())
  return name === file.name ? file : new File([file], name, { type: file.type })
}
