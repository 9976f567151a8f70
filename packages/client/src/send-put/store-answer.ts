import { parseRetryAfter } from '../retry/retry-after.ts'
import type { PutOutcome } from './send-put.ts'

/** S3's error documents are short; of anything longer only the start is looked at. */
export const MAX_ERROR_BYTES = 16 * 1024

/** What every transport makes of a store's answer. `body` is only read for refusals. */
export function storeAnswer(
  status: number,
  header: (name: string) => string | null,
  body: string,
): Extract<PutOutcome, { kind: 'answered' }> {
  const isRefusal = status < 200 || status > 299
  return {
    kind: 'answered',
    status,
    etag: header('etag'),
    retryAfterMs: parseRetryAfter(header('retry-after')),
    storeCode: isRefusal ? elementText(body, 'Code') : null,
    storeMessage: isRefusal ? elementText(body, 'Message') : null,
  }
}

const elementText = (xml: string, name: string) =>
  new RegExp(`<${name}>([^<]{1,500})</${name}>`).exec(xml)?.[1] ?? null
