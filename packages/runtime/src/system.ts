import { createHash, randomBytes } from 'node:crypto'
import { createId, randomText } from '@landfall/core/domain'
import type { Clock, Ids, Secrets } from '@landfall/core/ports'

/** The ports that need nothing but the machine itself. */

const random = (count: number) => randomBytes(count)

/** About 207 bits: a plain hash of it is safe to store. */
const SECRET_LENGTH = 40

export const systemClock: Clock = { now: () => new Date() }

export const randomIds: Ids = {
  next: kind => createId(kind, random),
  random: length => randomText(random, length),
}

export const apiKeySecrets: Secrets = {
  newApiKey: () => `sk_${randomText(random, SECRET_LENGTH)}`,
  newToken: () => randomText(random, SECRET_LENGTH),
  hash: secret => createHash('sha256').update(secret, 'utf8').digest('hex'),
}
