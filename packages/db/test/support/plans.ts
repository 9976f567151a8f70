import type { Database } from '../../src/index.ts'

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  Plans?: PlanNode[]
}

/** Tables that Postgres would read from end to end for this statement, whatever its parameters. */
export async function wholeTablesReadBy({ pool }: Database, text: string): Promise<string[]> {
  const { rows } = await pool.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)
  const walk = (node: PlanNode): string[] => [
    ...(node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? '?'] : []),
    ...(node.Plans ?? []).flatMap(walk),
  ]
  return rows[0]['QUERY PLAN'].flatMap(({ Plan }: { Plan: PlanNode }) => walk(Plan))
}

/** Texts of all that goes to the server from now on, Prisma's queries among them. */
export function recordQueries({ pool }: Database): Set<string> {
  const texts = new Set<string>()
  pool.on('connect', client => {
    const query = client.query
    Reflect.set(client, 'query', (...args: unknown[]) => {
      const text = typeof args[0] === 'string' ? args[0] : Reflect.get(Object(args[0]), 'text')
      if (typeof text === 'string') texts.add(text.trim())
      return Reflect.apply(query, client, args)
    })
  })
  return texts
}
