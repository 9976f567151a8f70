import type { Actor } from '../../domain/actor.ts'
import { type DomainError, ERROR_CATALOG } from '../../domain/errors.ts'
import { InfrastructureError } from '../../domain/infrastructure-error.ts'
import type { ObjectRecord } from '../../domain/object.ts'
import { notFound, type Result, succeed } from '../../domain/result.ts'
import type { ServiceDeps } from '../deps.ts'
import { createObject } from './create-object.ts'
import type { CreateObject } from './object-input.ts'

export interface CreatedObjects {
  created: ObjectRecord[]
  failed: { index: number; message: string; type: string }[]
}

/** CONTRACT 7: each by itself, in order; one that fails is told and leaves the others. */
export async function createObjects(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, objects }: { bucket: string; objects: Omit<CreateObject, 'bucket'>[] },
): Promise<Result<CreatedObjects>> {
  if (!(await deps.buckets.find(actor, bucket))) return notFound('bucket', bucket)
  const result: CreatedObjects = { created: [], failed: [] }
  for (const [index, object] of objects.entries()) {
    const one = await createOne(deps, actor, { ...object, bucket })
    if (one.ok) result.created.push(one.value)
    else result.failed.push({ index, message: one.error.message, type: ERROR_CATALOG[one.error.code].type })
  }
  return succeed(result)
}

/** Half a batch may be stored already: what a dependency fails at is told like any refusal. */
async function createOne(
  deps: ServiceDeps,
  actor: Actor,
  input: CreateObject,
): Promise<Result<ObjectRecord>> {
  try {
    return await createObject(deps, actor, input)
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error
    deps.log.warn({ err: error }, 'an object of a batch could not be stored')
    const refusal: DomainError = { code: error.code, message: error.message }
    return { ok: false, error: refusal }
  }
}
