import { LandfallError } from '../errors/landfall-error.ts'
import type { SignedPart } from './parts-api.ts'

/**
 * URLs for parts, asked for in batches before they are needed, so that no part waits for the server. A URL is given out
 * once: whoever comes again wants another one.
 */
export interface UrlSupply {
  take(number: number): Promise<SignedPart>
  /** After a pause they may have run out. */
  forget(): void
}

interface Signing {
  sign(numbers: readonly number[]): Promise<SignedPart[]>
  /** This part and those that follow, as far as they are to be sent and a batch has room. */
  batchFrom(number: number): readonly number[]
  /** With fewer URLs left than this the next batch is asked for. */
  lowWater: number
}

export function createUrlSupply({ sign, batchFrom, lowWater }: Signing): UrlSupply {
  let signed = new Map<number, SignedPart>()
  const asked = new Map<number, Promise<void>>()

  function ask(wanted: readonly number[]): Promise<void> {
    const numbers = [...new Set(wanted)].filter(number => !signed.has(number) && !asked.has(number))
    if (numbers.length === 0) return Promise.resolve()
    const store = signed
    const batch = sign(numbers)
      .then(parts => {
        for (const part of parts) store.set(part.number, part)
      })
      .finally(() => {
        for (const number of numbers) asked.delete(number)
      })
    for (const number of numbers) asked.set(number, batch)
    return batch
  }

  function askAhead(number: number): void {
    if (signed.size >= lowWater || asked.size > 0) return
    // Who needs one of these asks again, and hears then why there is none.
    ask(batchFrom(Math.max(number, ...signed.keys()) + 1)).catch(() => undefined)
  }

  return {
    take: async number => {
      // Twice: what was asked for before a pause is forgotten when it comes.
      for (let tries = 0; tries < 3 && !signed.has(number); tries += 1)
        await (asked.get(number) ?? ask([number, ...batchFrom(number)]))
      const found = signed.get(number)
      if (!found) throw unsigned(number)
      signed.delete(number)
      askAhead(number)
      return found
    },
    forget: () => {
      signed = new Map()
    },
  }
}

const unsigned = (number: number) =>
  new LandfallError({ code: 'UNEXPECTED_RESPONSE', message: `The API gave no URL for part ${number}` })
