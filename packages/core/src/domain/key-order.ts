/**
 * The order of keys in an S3 listing, which is that of their UTF-8 bytes and so of their code points. JavaScript's own
 * compares UTF-16 units, where a character beyond U+FFFF comes before U+E000. Postgres has the same order as S3 under
 * COLLATE "C".
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (one !== other)
      return isSurrogate(one) === isSurrogate(other) ? one - other : isSurrogate(one) ? 1 : -1
  }
  return a.length - b.length
}

const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff
