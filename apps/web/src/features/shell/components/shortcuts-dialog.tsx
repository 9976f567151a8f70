'use client'

import { Dialog, DialogContent } from '#ui/dialog.tsx'
import { Kbd } from '#ui/kbd.tsx'
import { NAV_ITEMS } from '../nav-items.ts'

const SHORTCUTS: [keys: string[], what: string][] = [
  [['u'], 'Upload files'],
  [['/'], 'Search this page'],
  ...NAV_ITEMS.map(({ letter, label }): [string[], string] => [['g', letter], `Go to ${label}`]),
  [['?'], 'Show this list'],
  [['Esc'], 'Close what is open'],
]

type ShortcutsDialogProps = { isOpen: boolean; onOpenChange(isOpen: boolean): void }

export function ShortcutsDialog({ isOpen, onOpenChange }: ShortcutsDialogProps) {
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent title="Keyboard shortcuts" className="max-w-sm">
        <dl className="grid gap-2.5">
          {SHORTCUTS.map(([keys, what]) => (
            <div key={what} className="flex items-center justify-between gap-4">
              <dt>{what}</dt>
              <dd className="flex items-center gap-1">
                {keys.map(key => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </DialogContent>
    </Dialog>
  )
}
