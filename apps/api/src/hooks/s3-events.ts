import { type StoreEventOutcome, takeStoreEvent } from '@landfall/core/services'
import { toTrpcError } from '@landfall/core/trpc'
import { createdObjectsOf, MAX_LARGE_BODY_BYTES, storeEventMessage } from '@landfall/core/wire'
import { isSharedSecret, type Runtime } from '@landfall/runtime'
import type { FastifyInstance } from 'fastify'
import { InvalidRequestError } from '../http/invalid-request.ts'

/**
 * Where the store tells of objects that came. Owns the transport: the shared secret, the body, the answer. Whoever sends
 * tries again for what is no 2xx; so that is said only where trying again can help: the key may not be visible yet, or
 * store or database could not be asked. What an event is good for is core's.
 */
const PARALLEL = 8

/** The create commits before its URL is signed, so what cannot be seen yet can be seen a moment later. */
const ASK_AGAIN_SECONDS = 2

/** So many records as a message may have, with the longest keys there are, are more than other bodies may be. */
const TAKES_A_THOUSAND = { bodyLimit: MAX_LARGE_BODY_BYTES }

type HookRuntime = Pick<Runtime, 'env' | 'services' | 'log' | 'metrics'>

/** Without a secret there is no such route. */
export function addStoreEventHook(app: FastifyInstance, runtime: HookRuntime): void {
  const { S3_EVENTS_SECRET: secret, S3_BUCKET: bucket } = runtime.env
  if (secret === undefined) return
  app.register(async hook => {
    // Before the body is read: who may not call may not make us parse either.
    hook.addHook('onRequest', async ({ headers }) => {
      if (!isSharedSecret(headers.authorization, secret)) throw toTrpcError(unauthorized)
    })
    hook.post('/hooks/s3', TAKES_A_THOUSAND, async (request, reply) => {
      const keys = readKeys(request.body, bucket)
      const outcomes = await takeAll(runtime, keys)
      if (outcomes.includes('ask_again')) {
        reply.code(503).header('retry-after', String(ASK_AGAIN_SECONDS))
        return { status: 'ASK_AGAIN' }
      }
      return reply.code(204).send()
    })
  })
}

function readKeys(body: unknown, bucket: string): string[] {
  const message = storeEventMessage.safeParse(body)
  if (!message.success) {
    throw new InvalidRequestError(
      ['body'],
      'store_event',
      'must be an S3 event: Records, or one of EventBridge',
    )
  }
  return createdObjectsOf(message.data).flatMap(told => (told.bucket === bucket ? [told.key] : []))
}

async function takeAll(
  { services, log, env, metrics }: HookRuntime,
  keys: string[],
): Promise<StoreEventOutcome[]> {
  const outcomes: StoreEventOutcome[] = []
  const queue = keys.filter(key => isOurs(key, env.S3_PREFIX)).values()
  const takeNext = async () => {
    for (const key of queue) {
      const outcome = await takeStoreEvent(services, key)
      if (outcome === 'unknown') log.warn({ key }, 'the store tells of a key that has no row')
      metrics.storeEvents.inc({ outcome })
      outcomes.push(outcome)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, takeNext))
  return outcomes
}

/** Others may use the same bucket, and `_landfall/` holds the probe's keys. */
const isOurs = (key: string, prefix: string) =>
  key.startsWith(prefix) && !key.startsWith(`${prefix}_landfall/`)

const unauthorized = {
  code: 'UNAUTHORIZED',
  message: 'Send the secret of S3_EVENTS_SECRET: Authorization: Bearer ...',
} as const
