/** Decimal, as sizes are shown. */
export const BYTE_UNITS = [
  { value: '1000', label: 'kB' },
  { value: '1000000', label: 'MB' },
  { value: '1000000000', label: 'GB' },
  { value: '1000000000000', label: 'TB' },
] as const

/** A number as it was typed, and the bytes its unit stands for. */
export interface ByteSizeText {
  text: string
  unit: string
}

/** In bytes; null where nothing was typed, undefined where it is no size. */
export function readByteSize({ text, unit }: ByteSizeText): number | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (!/^\d+([.,]\d+)?$/.test(trimmed)) return undefined
  const bytes = Math.round(Number(trimmed.replace(',', '.')) * Number(unit))
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** In the largest unit that needs no more than three decimals, else in kB with as many as it takes. */
export function writeByteSize(bytes: number | null): ByteSizeText {
  if (bytes === null) return { text: '', unit: '1000000000' }
  const fitting = BYTE_UNITS.findLast(
    ({ value }) => bytes >= Number(value) && bytes % (Number(value) / 1000) === 0,
  )
  const unit = fitting?.value ?? '1000'
  return { text: String(bytes / Number(unit)), unit }
}
