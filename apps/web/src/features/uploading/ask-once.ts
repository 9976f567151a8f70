/**
 * The first answer, for as long as the page lives: what a page begins is of whoever opened it, although somebody else may
 * sign in beside it. Where nobody answered it is asked again.
 */
export function askOnce<TAnswer>(ask: () => Promise<TAnswer>): () => Promise<TAnswer> {
  let asked: Promise<TAnswer> | null = null
  return () => {
    asked ??= ask().catch(error => {
      asked = null
      throw error
    })
    return asked
  }
}
