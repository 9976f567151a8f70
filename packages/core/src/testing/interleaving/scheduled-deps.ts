import type { ServiceDeps } from '../../services/deps.ts'
import type { Origin, Scheduler } from './scheduler.ts'

/** Everything behind which a network lies. Signing a URL is arithmetic, and ids and clock are local. */
const PORTS = [
  'uploads',
  'buckets',
  'objects',
  'quotas',
  'quotaAudit',
  'tasks',
  'openUploads',
  'doomedKeys',
  'installations',
  'storeEvents',
  'storeProfile',
  'store',
] as const satisfies (keyof ServiceDeps)[]

const LOCAL = new Set(['presignPut', 'presignPart', 'presignGet', 'multipartEtag'])

/** A key can be inserted once; done again it is refused. */
const INSERTS = new Set(['uploads.openSeal'])

/** The services' dependencies as one actor of one process has them: every call goes through the scheduler. */
export function scheduledDeps(deps: ServiceDeps, scheduler: Scheduler, origin: Origin): ServiceDeps {
  const ports = Object.fromEntries(
    PORTS.map(name => [name, scheduledPort(deps[name], { name, scheduler, origin })]),
  )
  return { ...deps, ...ports }
}

function scheduledPort<TPort extends object>(
  port: TPort,
  { name, scheduler, origin }: { name: (typeof PORTS)[number]; scheduler: Scheduler; origin: Origin },
): TPort {
  const unavailable = name === 'store' ? 'STORAGE_UNAVAILABLE' : 'DATABASE_UNAVAILABLE'
  return new Proxy(port, {
    get: (target, property) => {
      const member: unknown = Reflect.get(target, property)
      if (typeof member !== 'function' || LOCAL.has(String(property))) return member
      const method = `${name}.${String(property)}`
      const isRepeatable = !INSERTS.has(method)
      return (...args: unknown[]) => {
        const work = () => Reflect.apply(member, target, args)
        return scheduler.park(origin, { method, unavailable, isRepeatable, work })
      }
    },
  })
}
