'use client'

import { createContext, useContext } from 'react'

type ShellContext = { showShortcuts(): void }

const Context = createContext<ShellContext | null>(null)

export const ShellContextProvider = Context.Provider

export function useShell(): ShellContext {
  const shell = useContext(Context)
  if (!shell) throw new Error('useShell is for what is inside the shell')
  return shell
}
