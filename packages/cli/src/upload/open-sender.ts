import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createLandfallClient, type LandfallClient, toLandfallError } from '@landfall/client'
import type { Context } from '../context.ts'
import { stateFolder } from '../folders.ts'
import type { Settings } from '../settings.ts'
import { connect } from '../with-api.ts'
import { type CallNotes, openCallNotes } from './call-notes.ts'
import { openUploadLocks, type UploadLocks } from './upload-locks.ts'

/** Who sends files, and remembers what it could not bring to an end. */
export interface Sender {
  client: LandfallClient
  /** `null`: there is no folder to keep anything in. */
  notes: CallNotes | null
  locks: UploadLocks | null
}

/**
 * What is kept is of one API, organization and namespace: another key of theirs goes on with it, so that a key can be
 * changed in between, and nobody else sees it. Throws where nobody says whose the key is.
 */
export async function openSender(context: Context, settings: Settings): Promise<Sender> {
  const state = stateFolder(context.env)
  if (state === null) return openSenderOnce(settings)
  return senderIn(state, settings, await placeOf(context, settings))
}

/** Before a long way: an answer that got lost would have the files sent again of which only the end is missing. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000]

/** For files that are given now: what is wrong is told of each of them, in words that fit it. */
export async function openUploadSender(context: Context, settings: Settings): Promise<Sender> {
  const state = stateFolder(context.env)
  if (state === null) return openSenderOnce(settings)
  const { signal } = context
  for (const waitMs of [...WAITS_MS, null]) {
    try {
      return senderIn(state, settings, await placeOf(context, settings))
    } catch (thrown) {
      if (waitMs === null || signal.aborted || !toLandfallError(thrown).retryable) break
      await setTimeout(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }
  return senderIn(state, settings, null)
}

type Place = readonly [organization: string, namespace: string]

/** `place` is `null` where it is not known: then it is of this key alone. */
function senderIn(state: string, { url, apiKey }: Settings, place: Place | null): Sender {
  const root = join(state, 'landfall', 'cli')
  const ofKey = join(root, hashOf(url, apiKey))
  const folder = place === null ? ofKey : join(root, hashOf(url.replace(/\/+$/, ''), ...place))
  if (place !== null) adopt(ofKey, folder)
  return {
    client: createLandfallClient({ url, apiKey, resume: join(folder, 'uploads') }),
    notes: openCallNotes(join(folder, 'calls')),
    locks: openUploadLocks(join(folder, 'locks')),
  }
}

/** For bytes that are gone once they were read. */
export const openSenderOnce = ({ url, apiKey }: Settings): Sender => ({
  client: createLandfallClient({ url, apiKey }),
  notes: null,
  locks: null,
})

const hashOf = (...words: string[]) =>
  createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 16)

/** `null`: a key that may not even ask this. */
async function placeOf(context: Context, settings: Settings): Promise<Place | null> {
  try {
    const who = await connect(context, settings).sessions.current.query()
    return [who.organization_id, who.namespace_id]
  } catch (thrown) {
    if (toLandfallError(thrown).code === 'FORBIDDEN') return null
    throw thrown
  }
}

/** What was kept under the key alone: by a call that nobody answered, or by an older version of this command. */
function adopt(from: string, to: string): void {
  const locks = openUploadLocks(join(from, 'locks'))
  const isFree = (name: string) =>
    name.endsWith('.json') && locks.holderOf(decodeURIComponent(name.slice(0, -'.json'.length))) === null
  for (const kind of ['uploads', 'calls']) {
    try {
      if (!existsSync(join(from, kind))) continue
      mkdirSync(join(to, kind), { recursive: true, mode: 0o700 })
      const names = readdirSync(join(from, kind)).filter(isFree)
      for (const name of names) renameSync(join(from, kind, name), join(to, kind, name))
    } catch {
      // Another call moves it at the same moment, or the folder is somebody else's.
    }
  }
}
