import type { ReactNode } from 'react'

type PageHeaderProps = { title: string; description?: ReactNode; children?: ReactNode }

/** Every page opens with it: the one `h1`, a line of help, the page's own actions. */
export function PageHeader({ title, description, children }: PageHeaderProps) {
  return (
    <header className="mb-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="font-semibold text-[22px] leading-tight [overflow-wrap:anywhere]">{title}</h1>
        {description && <p className="mt-1 text-muted">{description}</p>}
      </div>
      {children && (
        // On a small screen the bar above has the same button.
        <div className="flex flex-wrap items-center gap-2 max-md:[&:has(>[data-action=upload]:only-child)]:hidden max-md:[&>[data-action=upload]]:hidden">
          {children}
        </div>
      )}
    </header>
  )
}
