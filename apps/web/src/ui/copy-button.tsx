'use client'

import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from './button.tsx'

/** `label` names what is copied: "Copy upload id". */
export function CopyButton({ value, label }: { value: string; label: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
      setTimeout(() => setCopied(false), 1_500)
    } catch {
      // A page that is not served over HTTPS has no clipboard.
      toast.error('Your browser does not let this page copy', { description: value })
    }
  }
  return (
    <Button
      variant="ghost"
      size="icon"
      className="size-6"
      aria-label={isCopied ? 'Copied' : label}
      onClick={copy}
    >
      {isCopied ? <Check className="size-3.5! text-good" /> : <Copy className="size-3.5!" />}
    </Button>
  )
}
