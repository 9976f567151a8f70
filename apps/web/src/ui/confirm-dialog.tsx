'use client'

import { AlertDialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'

type ConfirmDialogProps = {
  trigger: ReactNode
  title: string
  /** Says exactly what goes, and whether it can come back. */
  description: ReactNode
  action: string
  onConfirm(): void
}

/** For what cannot be undone. */
export function ConfirmDialog({ trigger, title, description, action, onConfirm }: ConfirmDialogProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Primitive.Content className="fixed top-1/2 left-1/2 z-50 grid w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 gap-4 rounded-lg border border-line bg-surface p-5 shadow-float">
          <Primitive.Title className="font-semibold text-base">{title}</Primitive.Title>
          <Primitive.Description className="text-muted text-sm">{description}</Primitive.Description>
          <footer className="flex flex-wrap justify-end gap-2">
            <Primitive.Cancel asChild>
              <Button>Keep it</Button>
            </Primitive.Cancel>
            <Primitive.Action asChild onClick={onConfirm}>
              <Button variant="danger">{action}</Button>
            </Primitive.Action>
          </footer>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
