'use client'

import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { ReadOnlyBanner } from '#features/account/components/read-only-banner.tsx'
import { type Permission, PermissionContext, ReachContext } from '#features/account/hooks/use-permission.ts'
import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { UploadLayer } from '#features/uploading/components/upload-layer.tsx'
import { useUploading } from '#features/uploading/hooks/use-uploading.ts'
import { useHeadingFocus } from '../hooks/use-heading-focus.ts'
import { useShortcuts } from '../hooks/use-shortcuts.ts'
import { MobileTabs, MobileTopBar } from './mobile-bars.tsx'
import { OfflineBanner } from './offline-banner.tsx'
import { ShellContextProvider } from './shell-context.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { Sidebar } from './sidebar.tsx'
import { SlowBanner } from './slow-banner.tsx'

interface ShellProps {
  permission: Permission
  reachesOrganization: boolean
  children: ReactNode
}

/** What stays around every page: the ways to go, and the layer that takes files wherever they are dropped. */
export function Shell({ permission, reachesOrganization, children }: ShellProps) {
  return (
    <PermissionContext value={permission}>
      <ReachContext value={reachesOrganization}>
        <UploadLayer>
          <Frame>{children}</Frame>
        </UploadLayer>
      </ReachContext>
    </PermissionContext>
  )
}

function Frame({ children }: { children: ReactNode }) {
  const [isHelpOpen, setHelpOpen] = useState(false)
  const { openDialog } = useUploading()
  const showShortcuts = useCallback(() => setHelpOpen(true), [])
  useHeadingFocus()
  useShortcuts({ onUpload: openDialog, onHelp: showShortcuts })
  const shell = useMemo(() => ({ showShortcuts }), [showShortcuts])
  return (
    <ShellContextProvider value={shell}>
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-ink px-3 py-2 text-paper focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <div className="flex min-h-dvh">
        <Sidebar />
        <div className="flex min-w-0 flex-1 flex-col">
          <MobileTopBar>
            <UploadButton size="sm" />
          </MobileTopBar>
          <OfflineBanner />
          <SlowBanner />
          <ReadOnlyBanner />
          <main
            id="main"
            tabIndex={-1}
            className="mx-auto w-full max-w-6xl flex-1 px-4 pt-6 pb-28 outline-none md:px-8 md:pt-8"
          >
            {children}
          </main>
        </div>
        <MobileTabs />
      </div>
      <ShortcutsDialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
    </ShellContextProvider>
  )
}
