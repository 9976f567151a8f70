'use client'

import { type FormEvent, useState } from 'react'
import { readByteSize, writeByteSize } from '#lib/byte-size.ts'
import { focusFirstInvalid } from '#lib/focus-invalid.ts'
import { formatBytes, formatCount } from '#lib/format.ts'
import { ByteSizeInput } from '#ui/byte-size-input.tsx'
import { Field } from '#ui/field.tsx'
import { FormFooter } from '#ui/form-parts.tsx'
import { Input } from '#ui/input.tsx'
import { useSetLimit } from '../hooks/use-set-limit.ts'
import type { QuotaRow } from '../scope-words.ts'

type LimitFormProps = { quota: QuotaRow; onDone(): void }

export function LimitForm({ quota, onDone }: LimitFormProps) {
  const [size, setSize] = useState(() => writeByteSize(quota.limit_bytes))
  const [count, setCount] = useState(quota.limit_objects?.toString() ?? '')
  const [isTried, setTried] = useState(false)
  const { setLimits, isPending, error } = useSetLimit(quota, onDone)
  const bytes = readByteSize(size)
  const objects = readCount(count)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    focusFirstInvalid(event.currentTarget)
    if (bytes === undefined || objects === undefined) return
    setLimits({ limit_bytes: bytes, limit_objects: objects })
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field
        label="Bytes"
        hint={`Now used or reserved: ${formatBytes(quota.used_bytes + quota.reserved_bytes)}`}
        error={isTried && bytes === undefined ? 'Give a number, for example 2.5' : null}
      >
        {control => (
          <ByteSizeInput control={control} value={size} onChange={setSize} placeholder="No limit" />
        )}
      </Field>
      <Field
        label="Files"
        hint={`Now used or reserved: ${formatCount(quota.used_objects + quota.reserved_objects)}`}
        error={isTried && objects === undefined ? 'Give a whole number, for example 1000' : null}
      >
        {control => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            placeholder="No limit"
            value={count}
            onChange={event => setCount(event.target.value)}
          />
        )}
      </Field>
      <FormFooter action="Set limits" pendingAction="Setting…" isPending={isPending} error={error} />
    </form>
  )
}

/** Null where nothing was typed, undefined where it is no count. */
function readCount(text: string): number | null | undefined {
  const digits = text.trim().replaceAll(/[ ,_]/g, '')
  if (digits === '') return null
  const count = /^\d+$/.test(digits) ? Number(digits) : Number.NaN
  return Number.isSafeInteger(count) ? count : undefined
}
