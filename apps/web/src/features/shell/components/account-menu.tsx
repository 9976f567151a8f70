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

const ACCESS = {
  read: 'read access',
  write: 'write access',
  delete: 'delete access',
  admin: 'admin access',
} as const

export function AccountMenu({ isCompact = false }: { isCompact?: boolean }) {
  const { theme = 'system', setTheme } = useTheme()
  const { showShortcuts } = useShell()
  const signOut = useSignOut()
  const { data: session } = useSession()
  const organization = session?.organization_name
  const label = organization ? `Account, ${organization}` : 'Account'
  return (
    <Menu>
      <MenuTrigger asChild>
        {isCompact ? (
          <Button variant="ghost" size="icon" aria-label={label}>
            <CircleUser className="size-5!" />
          </Button>
        ) : (
          <Button variant="ghost" aria-label={label} className="w-full justify-start px-2.5">
            <CircleUser aria-hidden />
            <span className="truncate">{organization ?? 'Account'}</span>
            <ChevronsUpDown className="ml-auto" aria-hidden />
          </Button>
        )}
      </MenuTrigger>
      <MenuContent align={isCompact ? 'end' : 'start'} className="w-52">
        {session && (
          <>
            <MenuLabel>
              {session.organization_name} · {session.namespace_name} · {ACCESS[session.permission]}
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
