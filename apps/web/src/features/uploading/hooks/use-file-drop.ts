'use client'

import { type Dropped, listenForFiles } from '@landfall/client/queue'
import { useEffect, useRef, useState } from 'react'

/** Files dropped or pasted anywhere on the page. True while files are held over it. */
export function useFileDrop(onDropped: (dropped: Dropped) => void): boolean {
  const [isOver, setOver] = useState(false)
  const handler = useRef(onDropped)
  useEffect(() => {
    handler.current = onDropped
  })
  useEffect(
    () =>
      listenForFiles(window, {
        onOver: types => setOver(types !== null),
        onFound: dropped => handler.current(dropped),
      }),
    [],
  )
  return isOver
}
