/**
 * SQL text with named parameters. `sql` turns every name into Postgres' positional form once, at import, so that a
 * statement is a constant beside the code that runs it and its parameters are checked by name.
 */
export interface Statement<TParams> {
  /** Prepared under this name on each connection: parsed once, then only bound. */
  readonly name: string
  readonly text: string
  readonly names: readonly (keyof TParams & string)[]
}

/** Text that is part of several statements, without parameters. */
export class Fragment {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export const fragment = (strings: TemplateStringsArray, ...parts: Fragment[]): Fragment =>
  new Fragment(String.raw({ raw: strings }, ...parts.map(part => part.text)))

/** `sql<Params>('name')` followed by the text; `${'param'}` is a parameter, `${someFragment}` is text. */
export function sql<TParams>(name: string) {
  return (
    strings: TemplateStringsArray,
    ...parts: ((keyof TParams & string) | Fragment)[]
  ): Statement<TParams> => {
    const names: (keyof TParams & string)[] = []
    const place = (param: keyof TParams & string) => {
      if (!names.includes(param)) names.push(param)
      return `$${names.indexOf(param) + 1}`
    }
    const texts = parts.map(part => (part instanceof Fragment ? part.text : place(part)))
    return { name, text: String.raw({ raw: strings }, ...texts), names }
  }
}
