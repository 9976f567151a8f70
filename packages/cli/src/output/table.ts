/** `name  value`, one a line. */
export function linesOf(answer: Record<string, string>): string {
  const width = Math.max(0, ...Object.keys(answer).map(name => name.length))
  return Object.entries(answer)
    .map(([name, value]) => `${name.padEnd(width)}  ${value}\n`)
    .join('')
}

/** Columns as wide as their widest cell, two blanks apart; none at the end of a line. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map(row => row.map(printable))
  const widths = head.map((_, column) => Math.max(...all.map(row => (row[column] ?? '').length)))
  return all
    .map(
      row =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** A name comes from somebody else; nothing in it may move the cursor of a terminal. */
export const printable = (text: string) => text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')

/** `2026-11-22 21:55`, in UTC as the server's logs are. */
export const shortTime = (iso: string | null) => (iso === null ? '-' : iso.slice(0, 16).replace('T', ' '))
