import { describe, expect, it } from 'vitest'
import { createdObjectsOf, storeEventMessage } from './store-event.ts'

const record = (key: string, eventName = 'ObjectCreated:Put') => ({
  eventName,
  s3: { bucket: { name: 'files' }, object: { key, size: 3 } },
})
const keysOf = (message: unknown) => createdObjectsOf(storeEventMessage.parse(message)).map(({ key }) => key)

describe('an event of the store', () => {
  it.each([
    ['red+flower.jpg', 'red flower.jpg'],
    ['a/b%2Bc%26d%3D%C3%A9%2520', 'a/b+c&d=é%20'],
    ['org_1%2Fns_1%2Fx.bin', 'org_1/ns_1/x.bin'],
    ['%F0%9F%99%82', '🙂'],
  ])('names the key %s encoded, and means %s', (told, key) => {
    expect(keysOf({ Records: [record(told)] })).toEqual([key])
  })

  it('counts where an object came, however it was made and whoever words it', () => {
    const names = ['ObjectCreated:Put', 's3:ObjectCreated:CompleteMultipartUpload', 'ObjectCreated:Copy']
    expect(keysOf({ Records: names.map((name, n) => record(`k${n}`, name)) })).toEqual(['k0', 'k1', 'k2'])
    const gone = ['ObjectRemoved:Delete', 's3:ObjectAccessed:Head', 'ObjectRestore:Post']
    expect(keysOf({ Records: gone.map(name => record('k', name)) })).toEqual([])
  })

  it('names each key once', () => {
    expect(keysOf({ Records: [record('a'), record('b'), record('a')] })).toEqual(['a', 'b'])
  })

  it('passes over keys that cannot be ours', () => {
    expect(keysOf({ Records: [record('%zz'), record('a%00b'), record('ok')] })).toEqual(['ok'])
  })

  it('comes from EventBridge with the key as it is', () => {
    const detail = { bucket: { name: 'files' }, object: { key: 'a+b%20c' } }
    expect(keysOf({ 'detail-type': 'Object Created', source: 'aws.s3', detail })).toEqual(['a+b%20c'])
    expect(keysOf({ 'detail-type': 'Object Deleted', detail })).toEqual([])
  })

  it('may be the one that S3 sends to try a target', () => {
    expect(keysOf({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'files' })).toEqual([])
  })

  it.each([{}, { Records: {} }, { Records: [{ s3: {} }] }, { Event: 'other' }])('is not %j', body => {
    expect(storeEventMessage.safeParse(body).success).toBe(false)
  })
})
