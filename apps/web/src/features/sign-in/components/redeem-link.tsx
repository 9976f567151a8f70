'use client'

import { ArrowRight, KeyRound } from 'lucide-react'
import Link from 'next/link'
import { Button } from '#ui/button.tsx'
import { useSignIn } from '../hooks/use-sign-in.ts'

type RedeemLinkProps = { token: string; next: string }

/** Redeeming takes a press of a button: mail scanners and link previews open links, and this one works only once. */
export function RedeemLink({ token, next }: RedeemLinkProps) {
  const { signIn, isBusy, problem } = useSignIn(next)
  return (
    <div className="grid gap-4">
      <p className="text-muted">You opened a sign-in link. It works once, for whoever uses it first.</p>
      <Button
        variant={problem ? 'outline' : 'primary'}
        size="lg"
        autoFocus
        disabled={isBusy}
        onClick={() => signIn({ token })}
      >
        {isBusy ? 'Signing in…' : 'Continue to Landfall'}
        <ArrowRight aria-hidden />
      </Button>
      <p role="alert" className="text-bad empty:hidden">
        {problem}
      </p>
      {problem && (
        <Button variant="primary" size="lg" asChild>
          <Link href={`/sign-in?next=${encodeURIComponent(next)}`}>
            <KeyRound aria-hidden />
            Sign in with a key
          </Link>
        </Button>
      )}
    </div>
  )
}
