'use client'

import { KeyRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { useSignIn } from '../hooks/use-sign-in.ts'

/** The way in with an API key. */
export function SignInForm({ next }: { next: string }) {
  const [apiKey, setApiKey] = useState('')
  const { signIn, isBusy, problem } = useSignIn(next)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn({ api_key: apiKey.trim() })
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field
        label="API key"
        error={problem}
        hint="It starts with sk_. The server that you started printed one, and a link that needs no key."
      >
        {control => (
          <Input
            {...control}
            type="password"
            name="api_key"
            autoComplete="current-password"
            required
            placeholder="sk_…"
            className="h-11 font-mono"
            value={apiKey}
            onChange={event => setApiKey(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" disabled={isBusy}>
        <KeyRound aria-hidden />
        {isBusy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}
