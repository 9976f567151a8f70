import type { DatabasePorts } from '../ports/database-ports.ts'

export type { DatabasePorts }

type Methods<TName extends keyof DatabasePorts> = `${TName}.${keyof DatabasePorts[TName] & string}`

/** `uploads.finish`, `objects.delete`, ... */
export type DatabaseMethod = { [TName in keyof DatabasePorts]: Methods<TName> }[keyof DatabasePorts]
