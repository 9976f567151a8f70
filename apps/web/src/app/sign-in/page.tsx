import type { Metadata } from 'next'
import { Logo } from '#features/shell/components/logo.tsx'
import { RedeemLink } from '#features/sign-in/components/redeem-link.tsx'
import { SignInForm } from '#features/sign-in/components/sign-in-form.tsx'
import { nextPath } from '#features/sign-in/next-path.ts'

export const metadata: Metadata = { title: 'Sign in' }

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { token, next } = await searchParams
  const target = nextPath(next)
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <Logo />
        <h1 className="mt-8 mb-2 font-semibold text-2xl">Sign in</h1>
        {typeof token === 'string' && token !== '' ? (
          <RedeemLink token={token} next={target} />
        ) : (
          <>
            <p className="mb-6 text-muted">Uploads that count only when they are confirmed.</p>
            <SignInForm next={target} />
          </>
        )}
      </div>
    </main>
  )
}
