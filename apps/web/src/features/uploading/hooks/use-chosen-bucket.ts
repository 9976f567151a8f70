'use client'

import { useCallback, useState } from 'react'
import { useUploadBuckets } from './use-upload-buckets.ts'

const STORAGE_KEY = 'landfall.bucket'

/** The bucket that was used last, if it still exists; else the only or first one. */
export function useChosenBucket(): [bucket: string | null, choose: (bucket: string) => void] {
  const [chosen, setChosen] = useState<string | null>(() => readChosen())
  const { data } = useUploadBuckets()
  const choose = useCallback((bucket: string) => {
    setChosen(bucket)
    window.localStorage.setItem(STORAGE_KEY, bucket)
  }, [])
  const buckets = data?.results ?? []
  const known = buckets.find(({ bucket_id: id }) => id === chosen) ?? buckets[0]
  return [known?.bucket_id ?? null, choose]
}

function readChosen(): string | null {
  return typeof window === 'undefined' ? null : window.localStorage.getItem(STORAGE_KEY)
}
