'use client'

import { ChevronDown, ChevronUp, Maximize2, Minimize2, X } from 'lucide-react'
import { Button } from '#ui/button.tsx'

export type TraySize = 'folded' | 'normal' | 'large'

type TrayWindowButtonsProps = {
  size: TraySize
  onSize(size: TraySize): void
  /** Null: something is still on its way. */
  onClose: (() => void) | null
}

export function TrayWindowButtons({ size, onSize, onClose }: TrayWindowButtonsProps) {
  const isFolded = size === 'folded'
  const isLarge = size === 'large'
  return (
    <>
      {!isFolded && (
        <Button
          variant="ghost"
          size="icon"
          aria-pressed={isLarge}
          aria-label="Large list"
          onClick={() => onSize(isLarge ? 'normal' : 'large')}
        >
          {isLarge ? <Minimize2 /> : <Maximize2 />}
        </Button>
      )}
      <Button
        variant="ghost"
        size="icon"
        aria-expanded={!isFolded}
        aria-label={isFolded ? 'Show the files' : 'Hide the files'}
        onClick={() => onSize(isFolded ? 'normal' : 'folded')}
      >
        {isFolded ? <ChevronUp /> : <ChevronDown />}
      </Button>
      {onClose && (
        <Button variant="ghost" size="icon" aria-label="Close the list of uploads" onClick={onClose}>
          <X />
        </Button>
      )}
    </>
  )
}
