import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Installation } from '../installation.ts'

type Product = { installation: Installation; stop(): Promise<void> }

export async function startProduct(): Promise<Product> {
  const keeper = fork(join(import.meta.dirname, 'main.ts'), { execArgv: [], stdio: 'inherit' })
  const ended = once(keeper, 'exit')
  const message = (await Promise.race([once(keeper, 'message'), ended]))[0] as
    | { ready: Installation }
    | { failed: string }
    | number
    | null
  if (message === null || typeof message === 'number') throw new Error('the product could not be started')
  if ('failed' in message) throw new Error(`the product did not start:\n${message.failed}`)
  return {
    installation: message.ready,
    async stop() {
      keeper.disconnect()
      await ended
    },
  }
}
