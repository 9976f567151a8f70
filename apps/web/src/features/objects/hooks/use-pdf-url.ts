'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

/**
 * A local address of a PDF for the browser's own viewer. The download link says `attachment`, which a frame obeys by
 * saving; bytes that were fetched have no such header. The type is set here and never taken from the file: a local address
 * belongs to this origin, and what calls itself HTML would run in it.
 */
export function usePdfUrl(blobId: string, url: string) {
  const { data, error, refetch } = useQuery({
    queryKey: ['pdf', blobId],
    queryFn: ({ signal }) => fetchPdf(url, signal),
    // Verified bytes never change. Anything less would load it anew, and turn back to page one, with every upload.
    staleTime: 'static',
    gcTime: 0,
  })
  const [localUrl, setLocalUrl] = useState<string | null>(null)
  useEffect(() => {
    if (!data) return
    const created = URL.createObjectURL(data)
    setLocalUrl(created)
    return () => URL.revokeObjectURL(created)
  }, [data])
  return { localUrl, error, refetch }
}

async function fetchPdf(url: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new Error(`The store answered ${response.status}`)
  return new Blob([await response.arrayBuffer()], { type: 'application/pdf' })
}
