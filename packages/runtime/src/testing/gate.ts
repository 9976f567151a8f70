import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A TCP proxy that can be shut: new connections are refused at once and running ones cut, as when a server dies. */
export interface Gate extends AsyncDisposable {
  readonly port: number
  /** Resolves when pools had the time to notice what was cut: their next request gets a new connection. */
  open(): Promise<void>
  shut(): void
  /** Accepts and then says nothing, as a hanging server or a network that swallows packets. */
  hang(): void
}

const NOTICED_MS = 100

type Mode = 'open' | 'shut' | 'hanging'

export async function startGate(target: { host: string; port: number }): Promise<Gate> {
  let mode: Mode = 'open'
  const sockets = new Set<Socket>()
  const hold = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const server = createServer(client => {
    hold(client)
    if (mode === 'shut') client.resetAndDestroy()
    if (mode !== 'open') return
    const upstream = connect(target)
    hold(upstream)
    client.pipe(upstream).pipe(client)
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const enter = (next: Mode) => {
    mode = next
    cut()
  }
  return {
    port: (server.address() as { port: number }).port,
    async open() {
      enter('open')
      await sleep(NOTICED_MS)
    },
    shut: () => enter('shut'),
    hang: () => enter('hanging'),
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise(done => server.close(done))
    },
  }
}
