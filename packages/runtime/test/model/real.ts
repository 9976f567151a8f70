import type { Actor } from '@landfall/core/domain'
import { settleSeenUpload, settleUpload, sweepUploads, takeStoreEvent } from '@landfall/core/services'
import { createCaller } from '@landfall/core/trpc'
import { createS3ObjectStore } from '@landfall/storage'
import { storeConfigOf } from '../../src/store-config.ts'
import type { TestInstallation } from '../../src/testing/index.ts'
import { codeOf, keyOf, losingAnswers, md5, partsEtag, type Signed, signedOf } from './answers.ts'
import { type Answer, type Create, indexOf, type Op, type Step } from './ops.ts'

type OpOf<TKind extends Op['kind']> = Extract<Op, { kind: TKind }>

/** The real services, on real Postgres and the embedded store, in an organization of their own. */
export class Real {
  readonly organizationId: string
  readonly bucketId: string
  readonly uploadIds: string[] = []
  private readonly urls: (Signed | null)[] = []
  /** What was PUT to each URL, and what was settled for each upload. */
  private readonly puts = new Map<string, string>()
  private readonly settled = new Map<string, string>()
  private readonly installation: TestInstallation
  private readonly actor: Actor

  constructor(installation: TestInstallation, { bucketId, actor }: { bucketId: string; actor: Actor }) {
    this.installation = installation
    this.bucketId = bucketId
    this.actor = actor
    this.organizationId = actor.organizationId
  }

  perform(step: Step): Promise<Answer> {
    return this.dispatch(step).catch(codeOf)
  }

  /** What a download of this upload's object gives. */
  async read(index: number): Promise<string | null> {
    const { object_id } = await this.caller(false).uploads.get(this.refOf(index))
    if (!object_id) return null
    const { url } = await this.caller(false).objects.content({ object_id })
    return (await fetch(url)).text()
  }

  /** Every key that lies in the store for this organization. */
  async listStore(): Promise<string[]> {
    const store = createS3ObjectStore(storeConfigOf(this.installation.env))
    try {
      const keys: string[] = []
      for await (const { key } of store.listKeys(`${this.organizationId}/`)) keys.push(key)
      return keys
    } finally {
      store.close()
    }
  }

  private caller(isLost: boolean, idempotencyKey: string | null = null) {
    const { services } = this.installation.runtime
    const uploads = isLost ? losingAnswers(services.uploads) : services.uploads
    const deps = { ...services, uploads }
    return createCaller({ services: deps, actor: this.actor, requestId: 'model', idempotencyKey })
  }

  private refOf(at: number) {
    const upload_id = this.uploadIds[indexOf(at, this.uploadIds.length)] ?? ''
    return { bucket: this.bucketId, upload_id }
  }

  private dispatch({ op, isLost }: Step): Promise<Answer> {
    switch (op.kind) {
      case 'create':
        return this.create(op, isLost)
      case 'put':
        return this.put(op)
      case 'confirm':
        return this.confirm(op, isLost)
      case 'renew':
        return this.renew(op, isLost)
      case 'cancel':
        return this.cancel(op, isLost)
      case 'delete object':
        return this.deleteObject(op)
      case 'age':
        return this.age(op)
      case 'expire':
        return this.expire(op)
      case 'sweep':
        return this.sweep(op)
      case 'store event':
        return this.tell(op)
      case 'limit':
        return this.setLimit(op)
    }
  }

  private async create(op: Create, isLost: boolean): Promise<Answer> {
    try {
      const upload = await this.caller(isLost, op.key).uploads.create({
        bucket: this.bucketId,
        filename: 'a.txt',
        content_type: 'text/plain',
        file_size_bytes: op.size,
        create_object_on_confirm: op.createObject,
        object_metadata: { n: op.n },
        owner: op.owner,
        sends_headers: op.sendsHeaders,
        skip_duplicates: op.sharesBytes,
        multipart: op.inParts ? {} : null,
      })
      await this.adopt()
      if (upload.presigned_url) this.urls[this.uploadIds.indexOf(upload.upload_id)] = signedOf(upload)
      return upload.status
    } finally {
      await this.adopt()
    }
  }

  /** An upload whose create was never answered is there all the same, and nobody has its URL. */
  private async adopt(): Promise<void> {
    const rows = await this.installation.database.sql<{ id: string }>(
      'SELECT id FROM upload WHERE organization_id = $1 AND id <> ALL ($2)',
      [this.organizationId, this.uploadIds],
    )
    for (const { id } of rows) {
      this.uploadIds.push(id)
      this.urls.push(null)
    }
  }

  private async put({ at, text }: OpOf<'put'>): Promise<Answer> {
    const index = indexOf(at, this.urls.length)
    if (await this.isInParts(index)) this.urls[index] = await this.signPart(index, text)
    const signed = this.urls[index]
    if (!signed) return 'no URL'
    const { status } = await fetch(signed.url, { method: 'PUT', headers: signed.headers, body: text })
    if (status === 200) this.puts.set(keyOf(signed), text)
    return String(status)
  }

  private async isInParts(index: number): Promise<boolean> {
    return (await this.caller(false).uploads.get(this.refOf(index))).multipart !== null
  }

  /** Its only part; a stream's length is told with it. */
  private async signPart(index: number, text: string): Promise<Signed | null> {
    const { uploads } = this.caller(false)
    const { file_size_bytes } = await uploads.get(this.refOf(index))
    const told = file_size_bytes === null ? { file_size_bytes: text.length } : {}
    const { parts } = await uploads.signParts({ ...this.refOf(index), part_numbers: [1], ...told })
    const [part] = parts
    return part ? { url: part.presigned_url, headers: part.upload_headers } : null
  }

  /** Right is what was settled, or what lies under the newest URL that the client holds. */
  private async confirm(op: OpOf<'confirm'>, isLost: boolean): Promise<Answer> {
    const ref = this.refOf(op.at)
    const signed = this.urls[indexOf(op.at, this.urls.length)]
    const text = this.settled.get(ref.upload_id) ?? (signed && this.puts.get(keyOf(signed))) ?? ''
    const file_size_bytes = { none: null, right: text.length, wrong: text.length + 1 }[op.size]
    const etagOf = (await this.isInParts(indexOf(op.at, this.uploadIds.length))) ? partsEtag : md5
    const etag = { none: null, right: etagOf(text), wrong: etagOf(`${text}!`) }[op.etag]
    try {
      return (await this.caller(isLost).uploads.confirm({ ...ref, file_size_bytes, etag })).status
    } finally {
      const { status } = await this.caller(false).uploads.get(ref)
      if (status === 'COMPLETED') this.settled.set(ref.upload_id, text)
    }
  }

  private async renew({ at, size }: OpOf<'renew'>, isLost: boolean): Promise<Answer> {
    const changed = size === undefined ? {} : { file_size_bytes: size }
    const renewed = await this.caller(isLost).uploads.renew({ ...this.refOf(at), ...changed })
    this.urls[indexOf(at, this.urls.length)] = renewed.presigned_url ? signedOf(renewed) : null
    return renewed.status
  }

  private async cancel({ at, keepsBytes }: OpOf<'cancel'>, isLost: boolean): Promise<Answer> {
    const asked = { ...this.refOf(at), delete_s3_object: !keepsBytes }
    return (await this.caller(isLost).uploads.cancel(asked)).status
  }

  private async deleteObject({ at }: OpOf<'delete object'>): Promise<Answer> {
    const { object_id } = await this.caller(false).uploads.get(this.refOf(at))
    await this.caller(false).objects.delete({ object_id: object_id ?? 'obj_none' })
    return 'deleted'
  }

  /** The database's clock cannot be moved; a row can be made older than its last moment. */
  private async age({ at }: OpOf<'age'>): Promise<Answer> {
    await this.installation.database.sql(
      `UPDATE upload SET created_at = created_at - interval '8 days', expires_at = expires_at - interval '8 days',
         settle_until = settle_until - interval '8 days' WHERE id = $1`,
      [this.refOf(at).upload_id],
    )
    return 'old'
  }

  private async expire({ at }: OpOf<'expire'>): Promise<Answer> {
    const { services } = this.installation.runtime
    const { upload_id } = this.refOf(at)
    const upload = await services.uploads.findById(upload_id)
    if (upload === null) throw new Error(`no upload ${upload_id}`)
    const settled = await settleUpload(services, upload, { kind: 'expire' })
    return settled.ok ? settled.value.upload.status : settled.error.code
  }

  /** One run that sees its bytes, and one when the grace is over; of this organization, nothing else is due. */
  private async sweep({ at }: OpOf<'sweep'>): Promise<Answer> {
    const { upload_id } = this.refOf(at)
    for (let run = 0; run < 2; run += 1) {
      await this.installation.database.sql(
        `UPDATE upload SET bytes_seen_at = bytes_seen_at - interval '1 hour',
           next_check_at = CASE WHEN id = $2 THEN now() ELSE now() + interval '1 hour' END
          WHERE organization_id = $1 AND status = 'PENDING'`,
        [this.organizationId, upload_id],
      )
      await sweepUploads(this.installation.runtime.services)
    }
    return this.noteSettled(at)
  }

  /** What the queue would do a grace later is done at once. */
  private async tell({ at, times, isEarly }: OpOf<'store event'>): Promise<Answer> {
    const { services } = this.installation.runtime
    const upload = await services.uploads.findById(this.refOf(at).upload_id)
    if (upload === null) throw new Error('no upload to tell of')
    if (isEarly) await takeStoreEvent(services, `${upload.lastKey}/of-a-create-in-flight`)
    const told: string[] = []
    for (let time = 0; time < times; time += 1) told.push(await takeStoreEvent(services, upload.lastKey))
    if (told.includes('first') || told.includes('again')) await settleSeenUpload(services, upload)
    return this.noteSettled(at)
  }

  private async noteSettled(at: number): Promise<Answer> {
    const ref = this.refOf(at)
    const { status } = await this.caller(false).uploads.get(ref)
    const signed = this.urls[indexOf(at, this.urls.length)]
    const text = signed && this.puts.get(keyOf(signed))
    if (status === 'COMPLETED' && !this.settled.has(ref.upload_id))
      this.settled.set(ref.upload_id, text ?? '')
    return status
  }

  private async setLimit({ scope, field, limit }: OpOf<'limit'>): Promise<Answer> {
    const id = scope === 'organization' ? undefined : this.bucketId
    const owner = scope === 'owner' ? 'ada' : undefined
    await this.caller(false).quotas.set({ scope, id, owner, [`limit_${field}`]: limit })
    return 'set'
  }
}
