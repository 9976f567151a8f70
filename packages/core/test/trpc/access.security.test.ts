import type { Permission } from '@landfall/core/domain'
import { createTestServices, seedPlace, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, NOTHING, quotaOf, refusalOf } from '../support/uploads.ts'

type Caller = TestServices['caller']

/** Every procedure with the least permission that opens it. A new procedure has to be added here. */
const NEEDS: Record<string, [Permission, (caller: Caller) => Promise<unknown>]> = {
  'uploads.create': ['write', c => c.uploads.create({ bucket: 'b', filename: 'f', content_type: 'a/b' })],
  'uploads.confirm': ['write', c => c.uploads.confirm({ bucket: 'b', upload_id: 'u' })],
  'uploads.renew': ['write', c => c.uploads.renew({ bucket: 'b', upload_id: 'u' })],
  'uploads.get': ['read', c => c.uploads.get({ bucket: 'b', upload_id: 'u' })],
  'uploads.list': ['read', c => c.uploads.list({ bucket: 'b' })],
  'uploads.stats': ['read', c => c.uploads.stats({ bucket: 'b' })],
  'uploads.timeline': ['read', c => c.uploads.timeline({ upload_id: 'u' })],
  'uploads.cancel': ['write', c => c.uploads.cancel({ bucket: 'b', upload_id: 'u' })],
  'objects.get': ['read', c => c.objects.get({ object_id: 'o' })],
  'objects.list': ['read', c => c.objects.list({ bucket: 'b' })],
  'objects.stats': ['read', c => c.objects.stats({ bucket: 'b' })],
  'objects.delete': ['delete', c => c.objects.delete({ object_id: 'o' })],
  'objects.content': ['read', c => c.objects.content({ object_id: 'o' })],
  'buckets.create': ['write', c => c.buckets.create({ bucket_name: 'n', bucket_schema: { properties: {} } })],
  'buckets.get': ['read', c => c.buckets.get({ bucket: 'b' })],
  'buckets.list': ['read', c => c.buckets.list({})],
  'quotas.get': ['read', c => c.quotas.get({ scope: 'organization' })],
  'quotas.set': ['admin', c => c.quotas.set({ scope: 'organization', limit_bytes: 1 })],
  'quotas.list': ['read', c => c.quotas.list({})],
  'quotas.events': ['read', c => c.quotas.events({})],
  'overview.get': ['read', c => c.overview.get({})],
  'tasks.get': ['read', c => c.tasks.get({ task_id: 't' })],
  'tasks.list': ['read', c => c.tasks.list({})],
  'sessions.createLink': ['admin', c => c.sessions.createLink({})],
  'sessions.current': ['read', c => c.sessions.current()],
  'admin.createOrganization': ['admin', c => c.admin.createOrganization({ name: 'n' })],
  'admin.createKey': ['admin', c => c.admin.createKey({ name: 'n' })],
  'admin.verifyQuotas': ['admin', c => c.admin.verifyQuotas({})],
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
    const place = await seedPlace(test.db)
    const stranger = test.callerFor({ ...test.actor, ...place, id: 'key_stranger' })

    const bucket = place.bucketId
    const calls: [string, (id: string) => Promise<unknown>][] = [
      [open.ref.upload_id, id => stranger.uploads.confirm({ bucket: test.place.bucketId, upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.confirm({ bucket, upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.renew({ bucket: test.place.bucketId, upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.cancel({ bucket: test.place.bucketId, upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.get({ bucket: test.place.bucketId, upload_id: id })],
      [open.ref.upload_id, id => stranger.uploads.get({ upload_id: id })],
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
