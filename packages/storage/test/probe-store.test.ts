import { ListObjectVersionsCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import type { StoreCapabilities } from '@landfall/core/domain'
import { CAPABLE } from '@landfall/core/testing'
import type { Fault } from '@landfall/local/s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createS3Clients } from '../src/config.ts'
import { createS3ObjectStore, type ProbeReport, probeStore } from '../src/index.ts'
import { copyComputesSha256 } from '../src/probe/object-checks.ts'
import { FIRST_BYTES } from '../src/probe/probe.ts'
import { createS3Context } from '../src/s3-context.ts'
import { type EmbeddedStore, startEmbeddedStore } from './support/embedded-store.ts'
import { expectPortError } from './support/failures.ts'
import { type Misbehavior, startMisbehavingProxy } from './support/misbehaving-proxy.ts'
import { closedPort } from './support/scripted-server.ts'

let embedded: EmbeddedStore
beforeAll(async () => {
  embedded = await startEmbeddedStore()
})
afterEach(() => embedded.faults.clear())
afterAll(() => embedded[Symbol.asyncDispose]())

async function keysLeft(prefix = '', { store } = embedded): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.listKeys(prefix)) keys.push(key)
  return keys
}

async function probeThrough(misbehavior: Misbehavior): Promise<ProbeReport> {
  await using proxy = await startMisbehavingProxy(embedded.config, misbehavior)
  return await probeStore(proxy.config, { fetch })
}

async function probeWith(...faults: Fault[]): Promise<ProbeReport> {
  for (const fault of faults) embedded.faults.add(fault)
  const report = await probeStore(embedded.config, { fetch })
  embedded.faults.clear()
  return report
}

/** Neither looks at these headers nor shows them. */
const blindTo = (header: string): Fault[] => [
  { kind: 'ignoreHeader', header },
  { kind: 'hideHeader', header },
]

describe('a store that does as S3 does', () => {
  test('is seen to do it all', async () => {
    const report = await probeStore(embedded.config, { fetch })
    expect(report).toMatchObject({ capabilities: CAPABLE, undecided: [], cleanUpFailure: null })
    expect(report.findings.conditionalPut).toContain('412')
    expect(await keysLeft()).toEqual([])
  })

  test('is seen to do it all through a proxy that spoils nothing', async () => {
    expect(await probeThrough({})).toMatchObject({ capabilities: CAPABLE, undecided: [] })
  })

  test('is probed at the address that we reach, whatever clients are told', async () => {
    const config = { ...embedded.config, publicEndpoint: 'http://nowhere.invalid' }
    expect((await probeStore(config, { fetch })).capabilities).toEqual(CAPABLE)
  })

  test('holds keys of the probe under its prefix alone, and only while it runs', async () => {
    const paths = new Set<string>()
    const spy: typeof fetch = (url, init) => {
      paths.add(new URL(String(url)).pathname)
      return fetch(url, init)
    }
    await embedded.store.putBytes('team/_landfall/installation', new Uint8Array(1), 'text/plain')
    await probeStore(embedded.config, { fetch: spy, prefix: 'team/' })
    expect(paths.size).toBeGreaterThan(5)
    for (const path of paths)
      expect(path).toMatch(/^\/landfall-test\/team\/_landfall\/probe\/[0-9a-f-]{36}\//)
    expect(await keysLeft('team/')).toEqual(['team/_landfall/installation'])
    await embedded.store.delete('team/_landfall/installation')
  })
})

/** Each fault costs the capabilities that rest on it, and no other. */
describe('a store that', () => {
  test.each<{ name: string; misbehavior: Misbehavior; lost: Partial<StoreCapabilities> }>([
    {
      name: 'looks first and writes later',
      misbehavior: { losesRaces: true },
      lost: { conditionalPut: false },
    },
    {
      name: 'writes before it refuses',
      misbehavior: { writesBeforeRefusing: true },
      lost: { conditionalPut: false },
    },
    {
      name: 'does not miss signed headers that were left out',
      misbehavior: { forgivesMissingHeaders: true },
      lost: { conditionalPut: false, verifiesChecksum: false, enforcesLength: false },
    },
    {
      name: 'takes x-amz headers that nobody signed',
      misbehavior: { acceptsUnsignedHeaders: true },
      lost: { refusesUnsignedHeaders: false },
    },
    { name: 'takes any length', misbehavior: { ignoresSignedLength: true }, lost: { enforcesLength: false } },
  ])('$name', async ({ misbehavior, lost }) => {
    const report = await probeThrough(misbehavior)
    expect(report.capabilities).toEqual({ ...CAPABLE, ...lost })
    expect(report.undecided).toEqual([])
    expect(await keysLeft()).toEqual([])
  })

  test.each<{ name: string; faults: Fault[]; lost: Partial<StoreCapabilities> }>([
    {
      name: 'ignores If-None-Match',
      faults: blindTo('if-none-match'),
      lost: { conditionalPut: false, conditionalComplete: false },
    },
    {
      name: 'does not compare what it puts together with the size that was stated',
      faults: blindTo('x-amz-mp-object-size'),
      lost: { checksObjectSize: false },
    },
    {
      name: 'cannot list open multiparts',
      faults: [{ kind: 'error', code: 'NotImplemented', operations: ['ListMultipartUploads'] }],
      lost: { listsMultiparts: false },
    },
    {
      name: 'cannot list parts',
      faults: [{ kind: 'error', code: 'NotImplemented', operations: ['ListParts'] }],
      lost: { pagesParts: false, conditionalComplete: false, checksObjectSize: false },
    },
    {
      name: 'drops checksums',
      faults: blindTo('x-amz-checksum-*'),
      lost: { verifiesChecksum: false, copyComputesSha256: false },
    },
    {
      name: 'checks checksums and shows none',
      faults: [{ kind: 'hideHeader', header: 'x-amz-checksum-*' }],
      lost: { verifiesChecksum: false, copyComputesSha256: false },
    },
    {
      name: 'copies whatever lies there',
      faults: blindTo('x-amz-copy-source-if-match'),
      lost: { conditionalCopy: false },
    },
    {
      name: 'copies without the checksum',
      faults: blindTo('x-amz-checksum-algorithm'),
      lost: { copyComputesSha256: false },
    },
    { name: 'deletes whatever lies there', faults: blindTo('if-match'), lost: { conditionalDelete: false } },
    {
      name: 'knows no conditions',
      faults: ['if-match', 'if-none-match', 'x-amz-copy-source-if-match'].map(withHeader => ({
        kind: 'error',
        code: 'NotImplemented',
        withHeader,
      })),
      lost: {
        conditionalPut: false,
        conditionalCopy: false,
        copyComputesSha256: false,
        conditionalDelete: false,
        conditionalComplete: false,
      },
    },
  ])('$name', async ({ faults, lost }) => {
    const report = await probeWith(...faults)
    expect(report.capabilities).toEqual({ ...CAPABLE, ...lost })
    expect(report.undecided).toEqual([])
    expect(await keysLeft()).toEqual([])
  })

  test('denies a HEAD of missing keys: the checks that look for nothing fail with it', async () => {
    const { capabilities, findings } = await probeThrough({ deniesMissingKeys: true })
    expect(capabilities).toMatchObject({ headMissingIs404: false, conditionalPut: true })
    expect(findings.headMissingIs404).toBe('The store answered 403.')
  })
})

describe('a store that tells nothing', () => {
  test('is no store without capabilities: unreachable', async () => {
    const config = { ...embedded.config, endpoint: await closedPort() }
    await expectPortError(probeStore(config, { fetch, timeoutMs: 3_000 }), 'STORAGE_UNAVAILABLE')
  })

  test('is no store without capabilities: denied', async () => {
    const config = { ...embedded.config, secretAccessKey: 'other' }
    await expectPortError(probeStore(config, { fetch, timeoutMs: 3_000 }), 'STORAGE_MISCONFIGURED')
  })

  test.each([
    ['SlowDown', 'STORAGE_UNAVAILABLE'],
    ['AccessDenied', 'STORAGE_MISCONFIGURED'],
  ] as const)('is no store without capabilities: answers every PUT %s', async (code, expected) => {
    await expectPortError(probeWith({ kind: 'error', code, operations: ['PutObject'] }), expected)
  })

  test('in part leaves that part undecided, within the bound', async () => {
    const stuckOnRace: typeof fetch = (url, init) => {
      if (!String(url).includes('/race')) return fetch(url, init)
      return new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    }
    const startedAt = performance.now()
    const report = await probeStore(embedded.config, { fetch: stuckOnRace, timeoutMs: 1_500 })
    expect(performance.now() - startedAt).toBeLessThan(4_000)
    expect(report.capabilities).toEqual({ ...CAPABLE, conditionalPut: false })
    expect(report.undecided).toEqual(['conditionalPut'])
    expect(await keysLeft()).toEqual([])
  })
})

describe('a versioned bucket', () => {
  let versioned: EmbeddedStore
  let client: S3Client
  beforeAll(async () => {
    versioned = await startEmbeddedStore()
    const { endpoint, region, accessKeyId = '', secretAccessKey = '', bucket } = versioned.config
    const credentials = { accessKeyId, secretAccessKey }
    client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }))
  })
  afterAll(async () => {
    client.destroy()
    await versioned[Symbol.asyncDispose]()
  })

  async function versionsLeft() {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: versioned.config.bucket }),
    )
    return { versions: Versions.length, markers: DeleteMarkers.length }
  }

  test('is recognized, and no version of the probe is left, no delete marker either', async () => {
    versioned.faults.add({ kind: 'shortPages', entries: 4 })
    const report = await probeStore(versioned.config, { fetch })
    versioned.faults.clear()
    expect(report).toMatchObject({ capabilities: { ...CAPABLE, versioned: true }, cleanUpFailure: null })
    expect(await versionsLeft()).toEqual({ versions: 0, markers: 0 })
  })

  test('that does not let us list versions has its keys hidden, and the report says so', async () => {
    const denied = versioned.faults.add({
      kind: 'error',
      code: 'AccessDenied',
      operations: ['ListObjectVersions'],
    })
    const report = await probeStore(versioned.config, { fetch })
    denied.remove()
    expect(report.cleanUpFailure).toContain('AccessDenied')
    const { versions, markers } = await versionsLeft()
    expect([versions > 4, markers > 4]).toEqual([true, true])
    expect(await keysLeft('', versioned)).toEqual([])
  })

  test.each(['copy', 'putBytes'] as const)('shows a %s that was sent twice as such', async method => {
    const store = createS3ObjectStore(versioned.config)
    const { etag } = await store.putBytes('source', new Uint8Array([1]), 'text/plain')
    const lost = versioned.faults.add({
      kind: 'loseResponse',
      operations: [method === 'copy' ? 'CopyObject' : 'PutObject'],
      times: 1,
    })
    const request = { sourceKey: 'source', sourceVersionId: null, targetKey: 'target', ifSourceEtag: etag }
    const rest = { contentType: 'text/plain', checksumAlgorithm: null }
    if (method === 'copy') expect(await store.copy({ ...request, ...rest })).toBe('repeated')
    else
      await expectPortError(
        store.putBytes('target', new Uint8Array([1]), 'text/plain'),
        'STORAGE_UNAVAILABLE',
      )
    lost.remove()
    expect(await store.copy({ ...request, ...rest, targetKey: 'other' })).toBe('copied')
    store.close()
  })

  test('is seen to copy as it does, also where a copy had to be asked for twice', async () => {
    const { config, store } = versioned
    const { internal } = createS3Clients(config)
    const probe = {
      context: createS3Context(config, { internal, public: internal }),
      signer: { client: internal, bucket: config.bucket },
      fetch,
      signal: AbortSignal.timeout(30_000),
      folder: 'twice/',
      sourceKey: 'twice/source',
      sourceEtag: (await store.putBytes('twice/source', FIRST_BYTES, 'text/plain')).etag,
    }
    const lost = versioned.faults.add({ kind: 'loseResponse', operations: ['CopyObject'], times: 1 })
    expect(await copyComputesSha256(probe)).toMatchObject({ holds: true })
    lost.remove()
    internal.destroy()
  })

  test('keeps one version of a text that is written again and again', async () => {
    const store = createS3ObjectStore(versioned.config)
    for (const text of ['one', 'two', 'three']) await store.writeText('mark', text)
    expect(await store.readText('mark')).toBe('three')
    const { Versions = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: versioned.config.bucket, Prefix: 'mark' }),
    )
    expect(Versions.map(({ IsLatest }) => IsLatest)).toEqual([true])
    store.close()
  })
})

describe('cleaning up', () => {
  const LEFT = '_landfall/probe/died/source'
  const OTHERS = ['_landfall/installation', 'org/ns/upload']

  async function probeAfter(hours: number): Promise<string[]> {
    for (const key of [LEFT, ...OTHERS]) await embedded.store.putBytes(key, new Uint8Array(1), 'text/plain')
    const now = () => new Date(Date.now() + hours * 3_600_000)
    await probeStore(embedded.config, { fetch, now })
    const left = await keysLeft()
    for (const key of left) await embedded.store.delete(key)
    return left
  }

  test('leaves alone what another probe wrote within a day', async () => {
    expect(await probeAfter(23)).toEqual([...OTHERS, LEFT].sort())
  })

  test('removes what a probe left behind that died longer ago, and nothing else', async () => {
    expect(await probeAfter(25)).toEqual(OTHERS)
  })
})
