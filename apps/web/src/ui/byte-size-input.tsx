'use client'

import { BYTE_UNITS, type ByteSizeText } from '#lib/byte-size.ts'
import { Input } from './input.tsx'
import { Select } from './select.tsx'

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
        options={BYTE_UNITS}
        onChange={unit => onChange({ ...value, unit })}
      />
    </div>
  )
}
