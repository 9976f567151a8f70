'use client'

import type { QueueItem } from '@landfall/client/queue'
import { useRef, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { describeOther } from '../describe.ts'
import { useUploading } from '../hooks/use-uploading.ts'
import { once } from '../once.ts'

/** What an earlier page began: a page cannot keep a file, so somebody has to choose it again. */
export function InterruptedActions({ item }: { item: QueueItem }) {
  const { queue } = useUploading()
  const input = useRef<HTMLInputElement>(null)
  const [other, setOther] = useState<string | null>(null)
  const { id, filename } = item
  const take = (file: File) => {
    if (queue.attach(id, file) === 'other_file') setOther(describeOther(item, file))
  }
  return (
    <>
      <p className="text-[13px] text-muted">
        What has arrived is kept. Choose or drop the same file to go on.
      </p>
      {other !== null && (
        <p role="alert" className="text-[13px] text-bad">
          {other}
        </p>
      )}
      <div className="mt-1 flex flex-wrap gap-2">
        <Button
          size="sm"
          aria-label={`Choose the file again: ${filename}`}
          onClick={once(() => input.current?.click())}
        >
          Choose the file again
        </Button>
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Discard ${filename}`}
          onClick={once(() => queue.remove(id))}
        >
          Discard
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        aria-label={`The file ${filename}`}
        className="hidden"
        onChange={event => {
          const [file] = event.target.files ?? []
          // The same file can be chosen again.
          event.target.value = ''
          if (file) take(file)
        }}
      />
    </>
  )
}
