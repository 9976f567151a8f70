'use client'

import { Trash2 } from 'lucide-react'
import { usePermission } from '#features/account/hooks/use-permission.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/button.tsx'
import { ConfirmDialog } from '#ui/confirm-dialog.tsx'
import { useDeleteObject } from '../hooks/use-object.ts'
import type { ObjectRow } from '../hooks/use-objects.ts'
import { nameOf, sizeOf } from '../object-facts.ts'

export function DeleteObject({ object }: { object: ObjectRow }) {
  const mayDelete = usePermission('delete')
  const name = nameOf(object)
  const remove = useDeleteObject(name)
  if (!mayDelete) return null
  return (
    <ConfirmDialog
      trigger={
        <Button disabled={remove.isPending} className="text-bad">
          <Trash2 aria-hidden />
          {remove.isPending ? 'Deleting…' : 'Delete'}
        </Button>
      }
      title={`Delete ${name}?`}
      description={<WhatGoes object={object} />}
      action="Delete for good"
      onConfirm={() => remove.mutate({ object_id: object.object_id })}
    />
  )
}

function WhatGoes({ object }: { object: ObjectRow }) {
  const count = object.blobs.length
  return (
    <>
      The object and its {count === 1 ? 'file' : `${count} files`} ({formatBytes(sizeOf(object))}) are removed
      from Landfall and from the store, links to {count === 1 ? 'it' : 'them'} stop working, and the room is
      free again. The record of the upload stays. This cannot be undone.
    </>
  )
}
