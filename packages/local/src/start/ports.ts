import { createServer } from 'node:net'
import type { PortWish } from './settings.ts'
import { StartError } from './start-error.ts'

const TRIES = 100

/** Remembers what it gave out, so that two parts never get one port before either listens. */
export class Ports {
  readonly #given = new Set<number>()

  async choose(wish: PortWish, label: string, say: (line: string) => void): Promise<number> {
    if (await this.#isUsable(wish.port)) return this.keep(wish.port)
    if (wish.isExplicit) throw takenError(wish)
    for (let port = wish.port + 1; port <= Math.min(wish.port + TRIES, 65_535); port++) {
      if (!(await this.#isUsable(port))) continue
      say(`Port ${wish.port} is taken, so ${label} uses ${port}. ${wish.name} sets another.`)
      return this.keep(port)
    }
    throw new StartError(`No port from ${wish.port} on is free for ${label}. Set ${wish.name} to a free one.`)
  }

  keep(port: number): number {
    this.#given.add(port)
    return port
  }

  async #isUsable(port: number): Promise<boolean> {
    return !this.#given.has(port) && (await isFree(port))
  }
}

export function takenError(wish: PortWish): StartError {
  return new StartError(
    `${wish.name}=${wish.port} is taken by another process. Set ${wish.name} to a free port.`,
  )
}

function isFree(port: number): Promise<boolean> {
  return new Promise(done => {
    const probe = createServer()
    probe.once('error', () => done(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => done(true)))
  })
}
