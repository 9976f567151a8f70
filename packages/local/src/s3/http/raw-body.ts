import { S3Error } from '../s3-error.ts'
import type { Exchange } from './exchange.ts'

/** S3 answers RequestTimeout when nothing has come for a while; it does not say how long. */
const IDLE_MS = 60_000

/**
 * The body as it comes from the socket. Reading it is what sends 100 Continue, so a request that is refused before
 * costs the client no upload. Stopping early leaves the socket alone: the answer still has to go out on it.
 */
export async function* readRawBody(exchange: Exchange): AsyncGenerator<Buffer> {
  const { req, res } = exchange
  if (exchange.awaitsContinue) {
    res.writeContinue()
    exchange.awaitsContinue = false
  }
  let isIdle = false
  const timer = setTimeout(() => {
    isIdle = true
    req.destroy()
  }, IDLE_MS)
  try {
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      timer.refresh()
      yield chunk as Buffer
    }
  } catch (error) {
    throw new S3Error(isIdle ? 'RequestTimeout' : 'IncompleteBody', { message: (error as Error).message })
  } finally {
    clearTimeout(timer)
  }
}
