export function Logo() {
  return (
    <span className="flex items-center gap-2.5">
      <svg viewBox="0 0 32 32" className="size-7" aria-hidden>
        <title>Landfall</title>
        <rect width="32" height="32" rx="7" className="fill-accent" />
        <path d="M6 19.5 13 10l4.2 5.6 2.3-3L26 19.5Z" className="fill-on-accent" />
        <path d="M6 23.5h20" className="stroke-on-accent/60" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <span className="font-semibold text-[17px] tracking-[-0.02em]">Landfall</span>
    </span>
  )
}
