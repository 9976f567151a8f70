import { useEffect, useState } from 'react'

/**
 * A URL under which this page can show the file, for as long as it is rendered; `null` before that, on a server, and
 * without a file. It is taken back when the file changes or the component goes.
 */
export function usePreview(file: Blob | null | undefined): string | null {
  const [shown, setShown] = useState<{ file: Blob; url: string } | null>(null)
  useEffect(() => {
    if (!file) return
    const url = URL.createObjectURL(file)
    setShown({ file, url })
    return () => URL.revokeObjectURL(url)
  }, [file])
  // What belongs to the file before is taken back already.
  return shown !== null && shown.file === file ? shown.url : null
}
