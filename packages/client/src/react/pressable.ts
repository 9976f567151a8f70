import type { KeyboardEvent, MouseEvent } from 'react'

/** Buttons and links inside keep what they do themselves. */
const OTHERS = 'a,button,input,label,select,textarea'

/** An element as a button, which may have others inside. */
export function pressable(open: () => void, disabled: boolean) {
  return {
    role: 'button',
    tabIndex: disabled ? -1 : 0,
    'aria-disabled': disabled,
    onClick: ({ target, currentTarget, defaultPrevented }: MouseEvent<HTMLElement>) => {
      const inner = (target as HTMLElement).closest(OTHERS)
      const isForOther = inner !== null && inner !== currentTarget && currentTarget.contains(inner)
      if (!disabled && !defaultPrevented && !isForOther) open()
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const isPress = event.key === 'Enter' || event.key === ' '
      if (disabled || !isPress || event.target !== event.currentTarget) return
      // Space would scroll the page.
      event.preventDefault()
      open()
    },
  }
}
