'use client'

import { Anchor } from 'lucide-react'
import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { Card } from '#ui/card.tsx'
import { EmptyState } from '#ui/states.tsx'

const STEPS = [
  ['Choose a file', 'Drop it anywhere on this page, paste it, or press Upload.'],
  ['It goes straight to the store', 'With a signed address that fits this one file.'],
  ['Landfall looks at what arrived', 'Only then it counts, and you get a receipt of what was compared.'],
]

export function FirstUpload() {
  return (
    <Card>
      <EmptyState icon={Anchor} title="Bring your first file ashore" action={<UploadButton />}>
        Nothing was uploaded here yet. This is how it goes:
      </EmptyState>
      <ol className="grid gap-4 border-line border-t p-5 sm:grid-cols-3">
        {STEPS.map(([title, text], index) => (
          <li key={title} className="grid content-start gap-1">
            <span className="font-mono text-faint text-xs" aria-hidden>
              {index + 1}
            </span>
            <span className="font-semibold">{title}</span>
            <span className="text-muted">{text}</span>
          </li>
        ))}
      </ol>
    </Card>
  )
}
