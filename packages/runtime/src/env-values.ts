import { z } from 'zod'

/** Kinds of values that a variable can hold; messages continue the variable's name. */

const TRUE = ['1', 'true', 'yes', 'on']
const FALSE = ['0', 'false', 'no', 'off']

export const flag = z
  .string()
  .refine(value => [...TRUE, ...FALSE].includes(value.toLowerCase()), 'must be 1 or 0')
  .transform(value => TRUE.includes(value.toLowerCase()))

const integer = (isAllowed: (value: number) => boolean, message: string) =>
  z
    .string()
    .refine(value => /^\d{1,15}$/.test(value) && isAllowed(Number(value)), message)
    .transform(Number)

/** 0 takes any free port. */
export const port = integer(value => value <= 65_535, 'must be a port number from 0 to 65535')

export const nonNegativeInt = integer(() => true, 'must be a whole number that is not negative')

/** Of what happens once a minute in any case. */
export const secondsOfMinute = integer(
  value => value >= 1 && value <= 60,
  'must be a number of seconds from 1 to 60',
)

/** `localhost:9000` parses as a URL too, of the scheme "localhost". */
const isUrlOf = (schemes: string[]) => (value: string) =>
  URL.canParse(value) && schemes.includes(new URL(value).protocol)

export const httpUrl = z
  .string()
  .refine(isUrlOf(['http:', 'https:']), 'must be an address that starts with http:// or https://')
  .transform(value => value.replace(/\/+$/, ''))

export const postgresUrl = z
  .string()
  .refine(isUrlOf(['postgres:', 'postgresql:']), 'must be an address that starts with postgres://')

/** An origin as browsers send it, or one with a `*` as S3's CORS rules allow. */
const ORIGIN = /^(\*|https?:\/\/[^\s/,?#]+)$/

export const originList = z
  .string()
  .transform(value =>
    value
      .split(',')
      .map(origin => origin.trim().replace(/\/$/, ''))
      .filter(origin => origin !== ''),
  )
  .refine(origins => origins.every(origin => ORIGIN.test(origin)), 'must be origins separated by commas')

/** Ends in a slash, begins without one. `_landfall/` below it is ours. */
export const keyPrefix = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9!_.*'()/-]*$/, 'must consist of letters, digits and / _ . - only')
  .refine(value => !value.split('/').some(part => part === '.' || part === '..'), 'must not contain . or ..')
  .transform(value => {
    const parts = value.split('/').filter(part => part !== '')
    return parts.length === 0 ? '' : `${parts.join('/')}/`
  })

export const secretKey = z
  .string()
  .regex(/^sk_[A-Za-z0-9]{20,200}$/, 'must be sk_ followed by at least 20 letters or digits')

/** What another machine sends in `Authorization: Bearer ...`. */
export const sharedSecret = z
  .string()
  .regex(/^[A-Za-z0-9._~+/=-]{16,200}$/, 'must be 16 to 200 letters, digits or . _ ~ + / = -')
