import { bucketSchema } from '@landfall/core/wire'

export type SchemaText =
  | { schema: Record<string, unknown>; problems: null }
  | { schema: null; problems: string[] }

/** As many as help; a wrong nesting can bring hundreds. */
const SHOWN = 8

/** What somebody typed, judged by the rules of the API; each problem begins with the path of its place. */
export function readSchemaText(text: string): SchemaText {
  const json = parse(text)
  if ('problem' in json) return { schema: null, problems: [json.problem] }
  const { data, error } = bucketSchema.safeParse(json.value)
  if (data) return { schema: data, problems: null }
  const problems = error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'schema'}: ${message}`,
  )
  const more = problems.length - SHOWN
  return {
    schema: null,
    problems: [...problems.slice(0, SHOWN), ...(more > 0 ? [`… and ${more} more`] : [])],
  }
}

function parse(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}` }
  }
}

export const writeSchemaText = (schema: Record<string, unknown>): string => JSON.stringify(schema, null, 2)
