import type { Context } from './context.ts'
import { tellJson } from './with-api.ts'

/** A keyset page of the API. */
interface Page<TRow> {
  results: TRow[]
  next_cursor: string | null
}

export interface PageRequest {
  limit: number
  cursor: string | null
}

/** One page, or with `--all` this one and every later one. */
export async function allPages<TRow>(
  isAll: boolean,
  first: PageRequest,
  read: (page: PageRequest) => Promise<Page<TRow>>,
): Promise<Page<TRow>> {
  const results: TRow[] = []
  let page = first
  for (;;) {
    const answer = await read(page)
    results.push(...answer.results)
    if (!isAll || answer.next_cursor === null) return { results, next_cursor: answer.next_cursor }
    page = { ...page, cursor: answer.next_cursor }
  }
}

/** For machines one document; for people the table, and on stderr how to go on. */
export function tellPage<TRow>(
  context: Context,
  flags: { json: boolean },
  { text, ...page }: Page<TRow> & { text: string },
): void {
  if (flags.json) {
    tellJson(context, page)
    return
  }
  context.stdout(text)
  if (page.next_cursor !== null) context.stderr(`there are more: --all, or --cursor ${page.next_cursor}\n`)
}
