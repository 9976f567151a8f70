import type { Permission } from '@landfall/core/domain'
import { createTestServices, seedPlace, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { createInParts } from '../support/parts.ts'
import { BODY, create, NOTHING, quotaOf, refusalOf } from '../support/uploads.ts'

type Caller = TestServices['caller']

/** Every procedure with the least permission that opens it. A new procedure has to be added here. */
const NEEDS: Record<string, [Permission, (caller: Caller) => Promise<unknown>]> = {
  'uploads.create': ['write', c => c.uploads.create({ bucket: 'b', filename: 'f', content_type: 'a/b' })],
  'uploads.createBatch': [
    'write',
    c => c.uploads.createBatch({ bucket: 'b', uploads: [{ filename: 'f', content_type: 'a/b' }] }),
  ],
  'uploads.confirmBatch': [
    'write',
    c => c.uploads.confirmBatch({ bucket: 'b', confirmations: [{ upload_id: 'u' }] }),
  ],
  'uploads.confirm': ['write', c => c.uploads.confirm({ bucket: 'b', upload_id: 'u' })],
  'uploads.renew': ['write', c => c.uploads.renew({ bucket: 'b', upload_id: 'u' })],
  'uploads.get': ['read', c => c.uploads.get({ bucket: 'b', upload_id: 'u' })],
  'uploads.list': ['read', c => c.uploads.list({ bucket: 'b' })],
  'uploads.stats': ['read', c => c.uploads.stats({ bucket: 'b' })],
  'uploads.timeline': ['read', c => c.uploads.timeline({ upload_id: 'u' })],
  'uploads.wait': ['read', c => c.uploads.wait({ upload_id: 'u', timeout_seconds: 0 })],
  'uploads.watch': ['read', async c => drain(await c.uploads.watch({ upload_id: 'u' }))],
  'uploads.cancel': ['write', c => c.uploads.cancel({ bucket: 'b', upload_id: 'u' })],
  'uploads.signParts': [
    'write',
    c => c.uploads.signParts({ bucket: 'b', upload_id: 'u', part_numbers: [1] }),
  ],
  'uploads.listParts': ['read', c => c.uploads.listParts({ bucket: 'b', upload_id: 'u' })],
  'objects.create': ['write', c => c.objects.create({ bucket: 'b', object: {} })],
  'objects.createBatch': ['write', c => c.objects.createBatch({ bucket: 'b', objects: [] })],
  'objects.patch': ['write', c => c.objects.patch({ object_id: 'o', object: {} })],
  'objects.update': ['write', c => c.objects.update({ object_id: 'o', object: {} })],
  'objects.get': ['read', c => c.objects.get({ object_id: 'o' })],
  'objects.list': ['read', c => c.objects.list({ bucket: 'b' })],
  'objects.stats': ['read', c => c.objects.stats({ bucket: 'b' })],
  'objects.delete': ['delete', c => c.objects.delete({ object_id: 'o' })],
  'objects.content': ['read', c => c.objects.content({ object_id: 'o' })],
  'buckets.create': ['write', c => c.buckets.create({ bucket_name: 'n', bucket_schema: { properties: {} } })],
  'buckets.update': ['write', c => c.buckets.update({ bucket: 'b' })],
  'buckets.delete': ['delete', c => c.buckets.delete({ bucket: 'b' })],
  'buckets.get': ['read', c => c.buckets.get({ bucket: 'b' })],
  'buckets.list': ['read', c => c.buckets.list({})],
  'quotas.get': ['read', c => c.quotas.get({ scope: 'organization' })],
  'quotas.set': ['admin', c => c.quotas.set({ scope: 'organization', limit_bytes: 1 })],
  'quotas.list': ['read', c => c.quotas.list({})],
  'quotas.events': ['read', c => c.quotas.events({})],
  'overview.get': ['read', c => c.overview.get({})],
  'health.get': ['admin', c => c.health.get()],
  'health.preview': ['admin', c => c.health.preview()],
  'tasks.list': ['read', c => c.tasks.list({})],
  'tasks.kill': ['delete', c => c.tasks.kill({ task_id: 't' })],
  'tasks.get': ['read', c => c.tasks.get({ task_id: 't' })],
  'tokens.create': ['write', c => c.tokens.create({ bucket: 'b' })],
  'tokens.revoke': ['write', c => c.tokens.revoke({ token_id: 't' })],
  'sessions.createLink': ['admin', c => c.sessions.createLink({})],
  'sessions.current': ['read', c => c.sessions.current()],
  'admin.createOrganization': ['admin', c => c.admin.createOrganization({ name: 'n' })],
  'admin.createKey': ['admin', c => c.admin.createKey({ name: 'n' })],
  'admin.inspectStore': ['admin', c => c.admin.inspectStore({})],
  'admin.listKeys': ['admin', c => c.admin.listKeys({})],
  'admin.revokeKey': ['admin', c => c.admin.revokeKey({ key_id: 'key_x' })],
  'admin.verifyQuotas': ['admin', c => c.admin.verifyQuotas({})],
  'admin.scanOrphans': ['admin', c => c.admin.scanOrphans()],
  'admin.listOrphanReports': ['admin', c => c.admin.listOrphanReports()],
  'admin.getOrphanReport': ['admin', c => c.admin.getOrphanReport({ report_id: 1 })],
  'admin.deleteOrphans': ['admin', c => c.admin.deleteOrphans({ report_id: 1 })],
  'admin.rotateSigningKey': ['admin', c => c.admin.rotateSigningKey({})],
}

/** What an upload token may call at all, each on its own uploads. Everything else is not there for it. */
const FOR_TOKENS = [
  'uploads.create',
  'uploads.confirm',
  'uploads.renew',
  'uploads.get',
  'uploads.timeline',
  'uploads.cancel',
  'uploads.signParts',
  'uploads.listParts',
  'uploads.wait',
  'uploads.watch',
  'objects.content',
  'tasks.get',
]

async function drain(states: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of states);
}

const ORDER: Permission[] = ['read', 'write', 'delete', 'admin']

describe('permissions', () => {
  it('are listed here for every procedure there is', async () => {
    const { appRouter } = await import('@landfall/core/trpc')
    expect(Object.keys(NEEDS).sort()).toEqual(Object.keys(appRouter._def.procedures).sort())
  })

  it.each(Object.entries(NEEDS))('%s needs what it says and no less', async (_name, [needed, call]) => {
    const test = await createTestServices()
    expect(await refusalOf(call(test.callerFor(null)))).toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
    for (const permission of ORDER) {
      const outcome = await call(test.callerFor({ ...test.actor, permission })).then(
        () => null,
        async error => (await refusalOf(Promise.reject(error))).error,
      )
      const isTooWeak = ORDER.indexOf(permission) < ORDER.indexOf(needed)
      const wasRefused = outcome?.details.needed === needed
      expect({ permission, wasRefused }).toEqual({ permission, wasRefused: isTooWeak })
    }
  })

  it('of a token open these procedures and, whatever it says it may, no other', async () => {
    const test = await createTestServices()
    const { bucketId } = test.place
    const rights = {
      bucketId,
      owner: null,
      maxFiles: 1,
      maxFileBytes: null,
      contentTypes: [],
      metadata: null,
    }
    const token = { ...rights, objectMetadata: null, allowsContent: true, grantId: 'grt_1' }
    const caller = test.callerFor({ ...test.actor, kind: 'token', id: 'grt_1', isOperator: true, token })
    const open: string[] = []
    for (const [name, [, call]] of Object.entries(NEEDS)) {
      const { status, error } = await refusalOf(call(caller))
      expect([name, status]).toEqual([name, 404])
      if (error.message !== 'There is no such procedure') open.push(name)
    }
    expect(open.sort()).toEqual([...FOR_TOKENS].sort())
  })

  it('what may write may take back its open upload, but not confirmed bytes', async () => {
    const test = await createTestServices()
    const writer = test.callerFor({ ...test.actor, permission: 'write' })
    const open = await create(test)
    expect(await writer.uploads.cancel(open.ref)).toMatchObject({ status: 'CANCELED' })
    const { ref, put } = await create(test, { create_object_on_confirm: false })
    await put()
    await test.caller.uploads.confirm(ref)
    expect(await refusalOf(writer.uploads.cancel(ref))).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    expect(await quotaOf(test)).toMatchObject({ used_bytes: BODY.length })
    await test.callerFor({ ...test.actor, permission: 'delete' }).uploads.cancel(ref)
    expect(await quotaOf(test)).toEqual(NOTHING)
  })

  it('an admin of one organization is no operator', async () => {
    const test = await createTestServices()
    expect(await refusalOf(test.caller.admin.createOrganization({ name: 'other' }))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const operator = test.callerFor({ ...test.actor, isOperator: true })
    const created = await operator.admin.createOrganization({ name: 'other' })
    const key = await operator.admin.createKey({ organization: created.organization_id, name: 'first' })
    expect(key).toMatchObject({
      organization_id: created.organization_id,
      namespace_id: created.namespace_id,
    })
    expect(
      await refusalOf(test.caller.admin.verifyQuotas({ organization: created.organization_id })),
    ).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    const foreign = { organization: created.organization_id, name: 'mine' }
    expect(await refusalOf(test.caller.admin.createKey(foreign))).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    })
  })
})

describe('tenants', () => {
  it("a stranger's resource and a missing one answer the same", async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    const { object_id } = await test.caller.uploads.confirm(ref)
    const open = await create(test)
    const inParts = await createInParts(test)
    const place = await seedPlace(test.db)
    const stranger = test.callerFor({ ...test.actor, ...place, id: 'key_stranger' })

    const bucket = place.bucketId
    const calls: [string, (id: string) => Promise<unknown>][] = [
      [open.ref.upload_id, id => stranger.uploads.confirm({ bucket: test.place.bucketId, upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.confirm({ bucket, upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.renew({ bucket: test.place.bucketId, upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.cancel({ bucket: test.place.bucketId, upload_id: id })],
      [
        inParts.ref.upload_id,
        id => stranger.uploads.signParts({ bucket: test.place.bucketId, upload_id: id, part_numbers: [1] }),
      ],
      [
        inParts.ref.upload_id,
        id => stranger.uploads.listParts({ bucket: test.place.bucketId, upload_id: id }),
      ],
      [open.ref.upload_id, id => stranger.uploads.get({ bucket: test.place.bucketId, upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.get({ upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.wait({ upload_id: id, timeout_seconds: 0 })],
      [open.ref.upload_id, async id => drain(await stranger.uploads.watch({ upload_id: id }))],
      [open.ref.upload_id, id => stranger.uploads.timeline({ upload_id: id })],
      [object_id ?? '', id => stranger.objects.get({ object_id: id })],
      [object_id ?? '', id => stranger.objects.delete({ object_id: id })],
      [object_id ?? '', id => stranger.objects.content({ object_id: id })],
      [test.place.bucketId, id => stranger.buckets.get({ bucket: id })],
      [test.place.bucketId, id => stranger.uploads.list({ bucket: id })],
      [test.place.bucketId, id => stranger.overview.get({ bucket: id })],
      [test.place.bucketId, id => stranger.objects.list({ bucket: id })],
      [test.place.bucketId, id => stranger.quotas.get({ scope: 'bucket', id })],
      [test.place.namespaceId, id => stranger.quotas.get({ scope: 'namespace', id })],
      [test.place.organizationId, id => stranger.quotas.set({ scope: 'organization', id, limit_bytes: 0 })],
    ]
    for (const [id, call] of calls) {
      const missing = id.replace(/[a-z0-9]{16}$/, '0000000000000000')
      const foreign = await refusalOf(call(id))
      expect(foreign).toMatchObject({ status: 404, code: 'NOT_FOUND' })
      const unknown = await refusalOf(call(missing))
      expect(JSON.stringify(foreign).replaceAll(id, 'ID')).toBe(
        JSON.stringify(unknown).replaceAll(missing, 'ID'),
      )
    }
    expect(await test.caller.uploads.get(open.ref)).toMatchObject({ status: 'PENDING' })
  })

  it('an upload is not found under another bucket of its own namespace', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    const other = await test.caller.buckets.create({
      bucket_name: 'other',
      bucket_schema: { properties: {} },
    })
    const call = test.caller.uploads.get({ ...ref, bucket: other.bucket_id })
    expect(await refusalOf(call)).toMatchObject({ status: 404 })
  })

  it('a bucket goes by its name as well as by its id', async () => {
    const test = await createTestServices({ bucket: { name: 'photos' } })
    const { ref } = await create(test, { bucket: 'photos' })
    expect(await test.caller.uploads.get({ ...ref, bucket: 'photos' })).toMatchObject({ status: 'PENDING' })
  })
})
