'use client'

import { type FormEvent, useState } from 'react'
import { focusFirstInvalid } from '#lib/focus-invalid.ts'
import { formatBytes, formatCount } from '#lib/format.ts'
import { FormFooter } from '#ui/form-parts.tsx'
import { useSetLimit } from '../hooks/use-set-limit.ts'
import { draftOf, readLimits } from '../limits-draft.ts'
import type { QuotaRow } from '../scope-words.ts'
import { LimitFields } from './limit-fields.tsx'

type LimitFormProps = { quota: QuotaRow; onDone(): void }

export function LimitForm({ quota, onDone }: LimitFormProps) {
  const [own, setOwn] = useState(() => draftOf(quota.limit_bytes, quota.limit_objects))
  const [owners, setOwners] = useState(() => draftOf(quota.owner_limit_bytes, quota.owner_limit_objects))
  const [isTried, setTried] = useState(false)
  const { setLimits, isPending, error } = useSetLimit(quota, onDone)
  const hasOwners = quota.scope === 'bucket'
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    focusFirstInvalid(event.currentTarget)
    const { bytes, objects } = readLimits(own)
    const { bytes: ownerBytes, objects: ownerObjects } = readLimits(owners)
    if (bytes === undefined || objects === undefined) return
    if (ownerBytes === undefined || ownerObjects === undefined) return
    setLimits({
      limit_bytes: bytes,
      limit_objects: objects,
      ...(hasOwners ? { owner_limit_bytes: ownerBytes, owner_limit_objects: ownerObjects } : {}),
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <LimitFields
        labels={{ bytes: 'Bytes', objects: 'Files' }}
        hints={{
          bytes: `Now used or reserved: ${formatBytes(quota.used_bytes + quota.reserved_bytes)}`,
          objects: `Now used or reserved: ${formatCount(quota.used_objects + quota.reserved_objects)}`,
        }}
        draft={own}
        isTried={isTried}
        onChange={setOwn}
      />
      {hasOwners && (
        <fieldset className="grid gap-4 border-line border-t pt-4">
          <legend className="sr-only">Owners in it</legend>
          <LimitFields
            labels={{ bytes: 'Bytes of each owner', objects: 'Files of each owner' }}
            hints={{ bytes: 'For owners without a limit of their own', objects: 'For them too' }}
            draft={owners}
            isTried={isTried}
            onChange={setOwners}
          />
        </fieldset>
      )}
      <FormFooter action="Set limits" pendingAction="Setting…" isPending={isPending} error={error} />
    </form>
  )
}
