import { createHash } from 'node:crypto'
import { type Actor, InfrastructureError } from '@landfall/core/domain'
import { type ServiceDeps, settleUpload } from '@landfall/core/services'
import { createCaller, describeError } from '@landfall/core/trpc'
import { TRPCError } from '@trpc/server'
import type { TestInstallation } from '../../src/testing/index.ts'
import { type Answer, indexOf, type Op, type Step } from './ops.ts'

/** The real services, on real Postgres and the embedded store, in an organization of their own. */
export interface Real {
  readonly organizationId: string
  readonly bucketId: string
  readonly uploadIds: string[]
  perform(step: Step): Promise<Answer>
  /** What a download of this upload's object gives. */
  read(index: number): Promise<string | null>
}

type Caller = ReturnType<typeof createCaller>
type Signed = { url: string; headers: Record<string, string> }

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

export async function createReal({ runtime, database }: TestInstallation): Promise<Real> {
  const { services } = runtime
  const place = await createPlace(services)
  const { bucketId, actor } = place
  const organizationId = actor.organizationId
  const callerOf = (deps: ServiceDeps) => createCaller({ services: deps, actor, requestId: 'model' })
  const calm = callerOf(services)
  const lossy = callerOf({ ...services, uploads: losingAnswers(services.uploads) })
  const uploadIds: string[] = []
  const urls: (Signed | null)[] = []
  const puts = new Map<string, string>()
  const settled = new Map<string, string>()

  const refOf = (at: number) => {
    const index = indexOf(at, uploadIds.length)
    return { index, bucket: bucketId, upload_id: uploadIds[index] ?? '' }
  }

  async function create(caller: Caller, op: Extract<Op, { kind: 'create' }>): Promise<Answer> {
    try {
      const upload = await caller.uploads.create({
        bucket: bucketId,
        filename: 'a.txt',
        content_type: 'text/plain',
        file_size_bytes: op.size,
        create_object_on_confirm: op.createObject,
        owner: op.owner,
        sends_headers: op.sendsHeaders,
        skip_duplicates: false,
      })
      urls.push(signedOf(upload))
      uploadIds.push(upload.upload_id)
      return upload.status
    } finally {
      await adoptLost()
    }
  }

  /** An upload whose create was never answered is there all the same, and nobody has its URL. */
  async function adoptLost(): Promise<void> {
    const rows = await database.sql<{ id: string }>(
      'SELECT id FROM upload WHERE organization_id = $1 AND id <> ALL ($2)',
      [organizationId, uploadIds],
    )
    for (const { id } of rows) {
      uploadIds.push(id)
      urls.push(null)
    }
  }

  async function put(at: number, text: string): Promise<Answer> {
    const { index } = refOf(at)
    const signed = urls[index]
    if (!signed) return 'no URL'
    const { status } = await fetch(signed.url, { method: 'PUT', headers: signed.headers, body: text })
    if (status === 200) puts.set(signed.url, text)
    return String(status)
  }

  /** Right is what lies under the newest URL that the client holds, or what was settled. */
  async function confirm(caller: Caller, op: Extract<Op, { kind: 'confirm' }>): Promise<Answer> {
    const { index, ...ref } = refOf(op.at)
    const text = settled.get(ref.upload_id) ?? puts.get(urls[index]?.url ?? '') ?? ''
    const size = { none: null, right: text.length, wrong: text.length + 1 }[op.size]
    const etag = { none: null, right: md5(text), wrong: md5(`${text}!`) }[op.etag]
    try {
      return (await caller.uploads.confirm({ ...ref, file_size_bytes: size, etag })).status
    } finally {
      const { status } = await calm.uploads.get(ref)
      if (status === 'COMPLETED') settled.set(ref.upload_id, text)
    }
  }

  async function renew(caller: Caller, op: Extract<Op, { kind: 'renew' }>): Promise<Answer> {
    const { index, ...ref } = refOf(op.at)
    const renewed = await caller.uploads.renew({
      ...ref,
      ...(op.size === undefined ? {} : { file_size_bytes: op.size }),
    })
    urls[index] = signedOf(renewed)
    return renewed.status
  }

  async function deleteObject(at: number): Promise<Answer> {
    const { object_id } = await calm.uploads.get(refOf(at))
    await calm.objects.delete({ object_id: object_id ?? 'obj_none' })
    return 'deleted'
  }

  /** The database's clock cannot be moved; a row can be made older than its last moment. */
  async function age(at: number): Promise<Answer> {
    await database.sql(
      `UPDATE upload SET created_at = created_at - interval '2 days', expires_at = expires_at - interval '2 days',
         settle_until = settle_until - interval '2 days' WHERE id = $1`,
      [refOf(at).upload_id],
    )
    return 'old'
  }

  async function expire(at: number): Promise<Answer> {
    const { upload_id } = refOf(at)
    const upload = await services.uploads.findById(upload_id)
    if (upload === null) throw new Error(`no upload ${upload_id}`)
    const settled = await settleUpload(services, upload, { kind: 'expire' })
    return settled.ok ? settled.value.upload.status : settled.error.code
  }

  async function setLimit({ scope, field, limit }: Extract<Op, { kind: 'limit' }>): Promise<Answer> {
    const id = scope === 'organization' ? undefined : bucketId
    const owner = scope === 'owner' ? 'ada' : undefined
    await calm.quotas.set({ scope, id, owner, [`limit_${field}`]: limit })
    return 'set'
  }

  function perform({ op, isLost }: Step): Promise<Answer> {
    const caller = isLost ? lossy : calm
    switch (op.kind) {
      case 'create':
        return create(caller, op)
      case 'put':
        return put(op.at, op.text)
      case 'confirm':
        return confirm(caller, op)
      case 'renew':
        return renew(caller, op)
      case 'cancel':
        return caller.uploads
          .cancel({ ...refOf(op.at), delete_s3_object: !op.keepsBytes })
          .then(({ status }) => status)
      case 'delete object':
        return deleteObject(op.at)
      case 'age':
        return age(op.at)
      case 'expire':
        return expire(op.at)
      case 'limit':
        return setLimit(op)
    }
  }

  return {
    organizationId,
    bucketId,
    uploadIds,
    perform: step => perform(step).catch(codeOf),
    async read(index) {
      const { object_id } = await calm.uploads.get(refOf(index))
      if (!object_id) return null
      const { url } = await calm.objects.content({ object_id })
      return (await fetch(url)).text()
    },
  }
}

async function createPlace(services: ServiceDeps): Promise<{ bucketId: string; actor: Actor }> {
  const organizationId = services.ids.next('organization')
  const namespaceId = services.ids.next('namespace')
  await services.tenants.createOrganization({
    organizationId,
    name: organizationId.replace('org_', ''),
    namespaceId,
    namespaceName: 'default',
    maxFileBytes: null,
  })
  const actor: Actor = {
    kind: 'key',
    id: 'key_model',
    organizationId,
    namespaceId,
    permission: 'admin',
    isOperator: false,
  }
  const caller = createCaller({ services, actor, requestId: 'model' })
  const bucket = await caller.buckets.create({ bucket_name: 'uploads', bucket_schema: { properties: {} } })
  return { bucketId: bucket.bucket_id, actor }
}

/** Every write of these is done, and the caller told that the database did not answer. */
function losingAnswers(uploads: ServiceDeps['uploads']): ServiceDeps['uploads'] {
  const lose = async (work: Promise<unknown>): Promise<never> => {
    await work
    throw new InfrastructureError('DATABASE_UNAVAILABLE', new RangeError('the answer was lost'))
  }
  return {
    ...uploads,
    reserve: upload => lose(uploads.reserve(upload)),
    renew: request => lose(uploads.renew(request)),
    finish: request => lose(uploads.finish(request)),
  }
}

const signedOf = (upload: {
  presigned_url?: string | null | undefined
  upload_headers?: Record<string, string> | null | undefined
}): Signed => ({ url: upload.presigned_url ?? '', headers: upload.upload_headers ?? {} })

function codeOf(error: unknown): Answer {
  if (!(error instanceof TRPCError)) throw error
  return describeError(error, 'model').error.details.code
}
