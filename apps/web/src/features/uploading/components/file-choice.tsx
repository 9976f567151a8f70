'use client'

import { chosenFiles, MAX_DROPPED_FILES } from '@landfall/client/queue'
import { Files, FolderOpen } from 'lucide-react'
import { type ChangeEvent, useRef } from 'react'
import { Button } from '#ui/button.tsx'
import { useUploading } from '../hooks/use-uploading.ts'
import { tellDropped } from '../tell-dropped.ts'

/** Browsers give the files of a whole folder to an input with this attribute, which React's types do not know. */
const FOLDER = { webkitdirectory: '' }

export function FileChoice() {
  const { bucket, addFiles } = useUploading()
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const take = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const all = chosenFiles(target.files ?? [])
    // The same can be chosen again.
    target.value = ''
    if (all.length === 0) return
    const chosen = all.slice(0, MAX_DROPPED_FILES)
    tellDropped({ files: chosen, unreadable: [], isCut: all.length > chosen.length })
    addFiles(chosen)
  }
  return (
    <div className="grid justify-items-center gap-3 rounded-lg border-2 border-line border-dashed px-4 py-8 text-center">
      <p className="text-muted">Drop or paste files and folders anywhere on this page, or</p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button variant="primary" disabled={bucket === null} onClick={() => files.current?.click()}>
          <Files aria-hidden />
          Choose files
        </Button>
        <Button disabled={bucket === null} onClick={() => folder.current?.click()}>
          <FolderOpen aria-hidden />
          Choose a folder
        </Button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        aria-label="Files to upload"
        className="hidden"
        onChange={take}
      />
      <input
        ref={folder}
        type="file"
        {...FOLDER}
        aria-label="Folder to upload"
        className="hidden"
        onChange={take}
      />
    </div>
  )
}
