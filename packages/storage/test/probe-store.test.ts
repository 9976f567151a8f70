import type { StoreCapabilities } from '@landfall/core/domain'
import { CAPABLE } from '@landfall/core/testing'
import type { Fault } from '@landfall/local/s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type ProbeReport, probeStore } from '../src/index.ts'
import { type EmbeddedStore, keysLeft, startEmbeddedStore } from './support/embedded-store.ts'
import { expectPortError } from './support/failures.ts'
import { type Misbehavior, startMisbehavingProxy } from './support/misbehaving-proxy.ts'
import { closedPort } from './support/scripted-server.ts'

let embedded: EmbeddedStore
beforeAll(async () => {
  embedded = await startEmbeddedStore()
})
afterEach(() => embedded.faults.clear())
afterAll(() => embedded[Symbol.asyncDispose]())

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
    expect(await keysLeft(embedded)).toEqual([])
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
    expect(await keysLeft(embedded, 'team/')).toEqual(['team/_landfall/installation'])
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
    expect(await keysLeft(embedded)).toEqual([])
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
    expect(await keysLeft(embedded)).toEqual([])
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
    expect(await keysLeft(embedded)).toEqual([])
  })
})

describe('cleaning up', () => {
  const LEFT = '_landfall/probe/died/source'
  const OTHERS = ['_landfall/installation', 'org/ns/upload']

  async function probeAfter(hours: number): Promise<string[]> {
    for (const key of [LEFT, ...OTHERS]) await embedded.store.putBytes(key, new Uint8Array(1), 'text/plain')
    const now = () => new Date(Date.now() + hours * 3_600_000)
    await probeStore(embedded.config, { fetch, now })
    const left = await keysLeft(embedded)
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
