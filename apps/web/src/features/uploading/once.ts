import type { MouseEvent } from 'react'

/** Where one button takes another's place, the second press of a double click would undo the first. */
export const once = (act: () => void) => (event: MouseEvent) => {
  if (event.detail <= 1) act()
}
