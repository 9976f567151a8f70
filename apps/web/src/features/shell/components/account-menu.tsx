'use client'

import { ChevronsUpDown, CircleUser, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { Button } from '#ui/button.tsx'
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '#ui/menu.tsx'
import { useSession } from '../hooks/use-session.ts'
import { useSignOut } from '../hooks/use-sign-out.ts'
import { useShell } from './shell-context.tsx'

const THEMES = [
  { value: 'system', label: 'Like the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
]

const MAY = {
  read: 'may read',
  write: 'may write',
  delete: 'may delete',
  admin: 'may do everything',
} as const

export function AccountMenu({ isCompact = false }: { isCompact?: boolean }) {
  const { theme = 'system', setTheme } = useTheme()
  const { showShortcuts } = useShell()
  const signOut = useSignOut()
  const { data: session } = useSession()
  return (
    <Menu>
      <MenuTrigger asChild>
        {isCompact ? (
          <Button variant="ghost" size="icon" aria-label="Account and settings">
            <CircleUser className="size-5!" />
          </Button>
        ) : (
          <Button variant="ghost" className="w-full justify-start px-2.5">
            <CircleUser aria-hidden />
            <span className="truncate">{session?.organization_name ?? 'Account'}</span>
            <ChevronsUpDown className="ml-auto" aria-hidden />
          </Button>
        )}
      </MenuTrigger>
      <MenuContent align={isCompact ? 'end' : 'start'} className="w-52">
        {session && (
          <>
            <MenuLabel>
              {session.organization_name} · {session.namespace_name} · {MAY[session.permission]}
            </MenuLabel>
            <MenuSeparator />
          </>
        )}
        <MenuLabel>Appearance</MenuLabel>
        <MenuRadioGroup value={theme} onValueChange={setTheme}>
          {THEMES.map(({ value, label, icon: Icon }) => (
            <MenuRadioItem key={value} value={value}>
              <Icon aria-hidden />
              {label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={showShortcuts}>
          <Keyboard aria-hidden />
          Keyboard shortcuts
        </MenuItem>
        <MenuItem onSelect={signOut}>
          <LogOut aria-hidden />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}
