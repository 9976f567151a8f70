/**
 * SQL text with named parameters. `sql` turns every name into Postgres' positional form once, at import, so that a
 * statement is a constant beside the code that runs it and its parameters are checked by name.
 */
export interface Statement<TParams> {
  /** Prepared under this name on each connection: parsed once, then only bound. Empty: not prepared. */
  readonly name: string
  readonly text: string
  readonly names: readonly (keyof TParams & string)[]
}

type Part<TName extends string> = TName | Fragment<TName>

/** Text that several statements share; it may have parameters too. */
export class Fragment<TName extends string> {
  readonly strings: TemplateStringsArray
  readonly parts: readonly Part<TName>[]

  constructor(strings: TemplateStringsArray, parts: readonly Part<TName>[]) {
    this.strings = strings
    this.parts = parts
  }

  /** `place` answers the text that stands for a parameter. */
  render(place: (name: TName) => string): string {
    const texts = this.parts.map(part => (part instanceof Fragment ? part.render(place) : place(part)))
    return String.raw({ raw: this.strings }, ...texts)
  }
}

export const fragment = <const TName extends string = never>(
  strings: TemplateStringsArray,
  ...parts: Part<TName>[]
): Fragment<TName> => new Fragment(strings, parts)

export const NOTHING = fragment``

/** `sql<Params>('name')` followed by the text; `${'param'}` is a parameter, `${someFragment}` is text. */
export function sql<TParams>(name: string) {
  return (strings: TemplateStringsArray, ...parts: Part<keyof TParams & string>[]): Statement<TParams> => {
    const names: (keyof TParams & string)[] = []
    const text = new Fragment(strings, parts).render(param => {
      if (!names.includes(param)) names.push(param)
      return `$${names.indexOf(param) + 1}`
    })
    return { name, text, names }
  }
}
