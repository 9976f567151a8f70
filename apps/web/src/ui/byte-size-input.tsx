'use client'

import { Input } from './input.tsx'
import { Select } from './select.tsx'

const UNITS = [
  { value: '1000', label: 'kB' },
  { value: '1000000', label: 'MB' },
  { value: '1000000000', label: 'GB' },
  { value: '1000000000000', label: 'TB' },
]

/** A number as it was typed, and the bytes its unit stands for; decimal, as sizes are shown. */
export interface ByteSizeText {
  text: string
  unit: string
}

type ByteSizeInputProps = {
  value: ByteSizeText
  onChange(value: ByteSizeText): void
  placeholder?: string
  /** From a `Field`. */
  control: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }
}

export function ByteSizeInput({ value, onChange, placeholder, control }: ByteSizeInputProps) {
  return (
    <div className="flex gap-2">
      <Input
        {...control}
        inputMode="decimal"
        autoComplete="off"
        placeholder={placeholder}
        value={value.text}
        onChange={event => onChange({ ...value, text: event.target.value })}
      />
      <Select
        label="Unit"
        className="w-20 shrink-0"
        value={value.unit}
        options={UNITS}
        onChange={unit => onChange({ ...value, unit })}
      />
    </div>
  )
}

/** In bytes; null where nothing was typed, undefined where it is no size. */
export function readByteSize({ text, unit }: ByteSizeText): number | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (!/^\d+([.,]\d+)?$/.test(trimmed)) return undefined
  const bytes = Math.round(Number(trimmed.replace(',', '.')) * Number(unit))
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** In the largest unit that says it without losing a byte. */
export function writeByteSize(bytes: number | null): ByteSizeText {
  if (bytes === null) return { text: '', unit: '1000000000' }
  const unit = UNITS.findLast(
    ({ value }) => bytes > 0 && bytes % (Number(value) / 1000) === 0 && bytes >= Number(value),
  )
  const { value } = unit ?? { value: '1000' }
  return { text: String(bytes / Number(value)), unit: value }
}
