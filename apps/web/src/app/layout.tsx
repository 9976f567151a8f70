import '@fontsource-variable/geist'
import '@fontsource-variable/geist-mono'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import { ThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'
import { ApiProvider } from '#lib/api-provider.tsx'
import { Toaster } from '#ui/toaster.tsx'

export const metadata: Metadata = {
  title: { default: 'Landfall', template: '%s · Landfall' },
  description: 'Uploads that count only when they are confirmed.',
  robots: { index: false },
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f9f8f4' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1519' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? ''
  return (
    // The theme is put on the element before React sees it.
    <html lang="en" suppressHydrationWarning>
      <body>
        <ThemeProvider
          attribute="class"
          defaultTheme="system"
          enableSystem
          disableTransitionOnChange
          nonce={nonce}
        >
          <ApiProvider>{children}</ApiProvider>
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  )
}
