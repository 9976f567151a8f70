'use client'

import { formatBytes } from '#lib/format.ts'
import { CoverLink } from '#ui/cover-link.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { RelativeTime } from '#ui/time.tsx'
import type { ObjectRow } from '../hooks/use-objects.ts'
import { isMissing, nameOf, sizeOf } from '../object-facts.ts'
import { Thumbnail } from './thumbnail.tsx'

const GRID = 'grid grid-cols-2 gap-3 p-3 sm:grid-cols-3 lg:grid-cols-4'

/** `undefined`: the first answer is awaited. */
export function ObjectsGrid({ objects }: { objects: readonly ObjectRow[] | undefined }) {
  if (!objects) {
    return (
      <div className={GRID} aria-busy role="status" aria-label="Loading objects">
        {Array.from({ length: 8 }, (_, tile) => (
          <Skeleton key={tile} className="h-48" />
        ))}
      </div>
    )
  }
  return (
    <ul className={GRID}>
      {objects.map(object => (
        <Tile key={object.object_id} object={object} />
      ))}
    </ul>
  )
}

function Tile({ object }: { object: ObjectRow }) {
  return (
    <li className="relative grid min-w-0 overflow-hidden rounded-md border border-line transition-colors hover:border-line-strong">
      <Thumbnail blob={object.blobs[0]} />
      <div className="grid min-w-0 gap-0.5 border-line border-t px-3 py-2 text-[13px]">
        <CoverLink href={`/objects/${object.object_id}`} name={nameOf(object)} />
        <p className="truncate text-muted text-xs tabular-nums">
          {isMissing(object) && <span className="text-bad">Gone from the store · </span>}
          {formatBytes(sizeOf(object))} · <RelativeTime iso={object.created_at} />
        </p>
      </div>
    </li>
  )
}
