import { Compass } from 'lucide-react'
import Link from 'next/link'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/states.tsx'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={Compass}
        title="There is no such page"
        action={
          <Button asChild>
            <Link href="/">Overview</Link>
          </Button>
        }
      >
        The address is not quite right, or what was here is gone.
      </EmptyState>
    </main>
  )
}
