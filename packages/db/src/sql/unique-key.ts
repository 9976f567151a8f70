import { type Fragment, fragment } from './statement.ts'

/** Values may be longer than an index takes, so their digest is what is stored. Null where there is none. */
export const uniqueDigest = <TName extends string>(text: Fragment<TName>) =>
  fragment<TName>`encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`
