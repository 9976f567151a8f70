import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { createLandfallClient, type LandfallClient } from '@landfall/client'
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
 * changed in between, and nobody else sees it.
 */
export async function openSender(
  context: Pick<Context, 'env' | 'signal'>,
  settings: Settings,
): Promise<Sender> {
  const state = stateFolder(context.env)
  if (state === null) return openSenderOnce(settings)
  const { url, apiKey } = settings
  const root = join(state, 'landfall', 'cli')
  const ofKey = join(root, hashOf(url, apiKey))
  const place = await placeOf(context, settings)
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

/** `null`: nobody answered, or not this key. What follows tells why, in words that fit it. */
function placeOf(
  context: Pick<Context, 'signal'>,
  settings: Settings,
): Promise<readonly [organization: string, namespace: string] | null> {
  return connect(context, settings)
    .sessions.current.query()
    .then(
      who => [who.organization_id, who.namespace_id],
      () => null,
    )
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
