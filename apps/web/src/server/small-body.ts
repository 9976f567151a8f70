import { MAX_BODY_BYTES } from '@landfall/core/wire'

/**
 * Nobody else bounds what a route reads into memory, and signing in has to read before it knows who asks. Browsers say
 * how long a body is; whoever does not is no page of ours.
 */
export function isSmall(headers: Headers): boolean {
  return Number(headers.get('content-length') ?? Number.NaN) <= MAX_BODY_BYTES
}
