/** Preloaded into child processes (`node --import`): whatever leaves this machine throws, and says where it wanted to go. */
import { Socket } from 'node:net'

const connect = Socket.prototype.connect

/** `connect` is called with (options), (port, host) or (path), and by Node itself with those in an array. */
function hostOf(args: unknown[]): string | null {
  const [first, second] = args.flat()
  if (typeof first === 'object' && first !== null) {
    const { path, host = 'localhost' } = first as { path?: string; host?: string }
    return path ? null : host
  }
  return typeof second === 'string' ? second : null
}

Socket.prototype.connect = function refuse(this: Socket, ...args: unknown[]) {
  const host = hostOf(args)
  if (host !== null && !['localhost', '127.0.0.1', '::1'].includes(host)) {
    process.stderr.write(`REFUSED ${host}\n`)
    process.exit(97)
  }
  return Reflect.apply(connect, this, args)
}
