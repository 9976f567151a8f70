import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { createLandfallClient, type LandfallClient } from '@landfall/client'
import type { Context } from '../context.ts'
import { stateFolder } from '../folders.ts'
import type { Settings } from '../settings.ts'
import { type CallNotes, openCallNotes } from './call-notes.ts'

/** Who sends files, and remembers what it could not bring to an end. */
export interface Sender {
  client: LandfallClient
  /** `null`: there is no folder to keep anything in. */
  notes: CallNotes | null
}

/** What is kept is of one API and one key: another key may not see these uploads, and would take them for lost. */
export function openSender({ env }: Pick<Context, 'env'>, { url, apiKey }: Settings): Sender {
  const state = stateFolder(env)
  if (state === null) return { client: createLandfallClient({ url, apiKey }), notes: null }
  const account = createHash('sha256').update(`${url}\n${apiKey}`).digest('hex').slice(0, 16)
  const folder = join(state, 'landfall', 'cli', account)
  return {
    client: createLandfallClient({ url, apiKey, resume: join(folder, 'uploads') }),
    notes: openCallNotes(join(folder, 'calls')),
  }
}

/** For bytes that are gone once they were read. */
export const openSenderOnce = ({ url, apiKey }: Settings): Sender => ({
  client: createLandfallClient({ url, apiKey }),
  notes: null,
})
