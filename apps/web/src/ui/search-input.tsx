'use client'

import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cn } from '#lib/cn.ts'
import { Input } from './input.tsx'
import { Kbd } from './kbd.tsx'

/** Long enough for somebody who types, too short to be noticed by somebody who waits. */
const PAUSE_MS = 250

type SearchInputProps = { label: string; value: string; onChange(value: string): void; className?: string }

/** Tells what was typed after a pause. `/` puts the focus here. */
export function SearchInput({ label, value, onChange, className }: SearchInputProps) {
  const [text, setText] = useState(value)
  const [seen, setSeen] = useState(value)
  const [told, setTold] = useState(value)
  // Changed by somebody else, such as a button that shows everything again.
  if (value !== seen) {
    setSeen(value)
    if (value !== told) {
      setTold(value)
      setText(value)
    }
  }
  useEffect(() => {
    if (text === told) return
    const timer = setTimeout(() => {
      setTold(text)
      onChange(text)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, told, onChange])
  return (
    <div className={cn('relative', className)}>
      <Search className="-translate-y-1/2 absolute top-1/2 left-3 size-4 text-faint" aria-hidden />
      <Input
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        className="peer px-9 [&::-webkit-search-cancel-button]:hidden"
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && setText('')}
      />
      <span className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2.5 hidden peer-focus:hidden sm:block">
        <Kbd>/</Kbd>
      </span>
    </div>
  )
}
