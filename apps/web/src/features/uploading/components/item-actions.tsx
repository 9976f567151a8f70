'use client'

import { isActive, type QueueItem } from '@landfall/client/queue'
import { Pause, Play, RotateCw, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '#ui/button.tsx'
import { useUploading } from '../hooks/use-uploading.ts'
import { once } from '../once.ts'

/** Two places, whatever they do: who works with keys stays where they are while one action becomes the other. */
export function ItemActions({ item }: { item: QueueItem }) {
  const { queue } = useUploading()
  const { id, phase, isPaused, path, filename } = item
  const name = path ?? filename
  if (phase === 'completed' || phase === 'interrupted') return null
  if (!isActive(item)) {
    return (
      <Pair
        first={{ label: `Retry ${name}`, icon: <RotateCw />, act: () => queue.retry(id) }}
        second={{ label: `Remove ${name} from the list`, icon: <X />, act: () => queue.remove(id) }}
      />
    )
  }
  return (
    <Pair
      first={
        isPaused
          ? { label: `Resume ${name}`, icon: <Play />, act: () => queue.resume(id) }
          : { label: `Pause ${name}`, icon: <Pause />, act: () => queue.pause(id) }
      }
      second={{ label: `Cancel ${name}`, icon: <X />, act: () => queue.cancel(id) }}
    />
  )
}

type Action = { label: string; icon: ReactNode; act(): void }

function Pair({ first, second }: { first: Action; second: Action }) {
  return (
    <div className="-mr-2 flex shrink-0">
      <IconAction {...first} />
      <IconAction {...second} />
    </div>
  )
}

function IconAction({ label, icon, act }: Action) {
  return (
    <Button
      variant="ghost"
      size="icon"
      className="pointer-coarse:size-10"
      aria-label={label}
      title={label}
      onClick={once(act)}
    >
      {icon}
    </Button>
  )
}
