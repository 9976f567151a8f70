import type { StoreCapabilities } from '@landfall/core/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ProbeReport, probeStore } from '../src/index.ts'
import { type EmbeddedStore, startEmbeddedStore } from './support/embedded-store.ts'
import { expectPortError } from './support/failures.ts'
import { type Faults, startMisbehavingProxy } from './support/misbehaving-proxy.ts'
import { closedPort } from './support/scripted-server.ts'

let embedded: EmbeddedStore
beforeAll(async () => {
  embedded = await startEmbeddedStore()
})
afterAll(() => embedded[Symbol.asyncDispose]())

const ALL: StoreCapabilities = {
  conditionalPut: true,
  refusesUnsignedHeaders: true,
  conditionalCopy: true,
  copyComputesSha256: true,
  verifiesChecksum: true,
  conditionalDelete: true,
  enforcesLength: true,
  headMissingIs404: true,
  versioned: false,
}

async function keysLeft(prefix = ''): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of embedded.store.listKeys(prefix)) keys.push(key)
  return keys
}

async function probeWith(faults: Faults, timeoutMs = 10_000): Promise<ProbeReport> {
  await using proxy = await startMisbehavingProxy(embedded.config, faults)
  return await probeStore(proxy.config, { fetch, timeoutMs })
}

describe('a store that does as S3 does', () => {
  test('is seen to do it all', async () => {
    const report = await probeStore(embedded.config, { fetch })
    expect(report).toMatchObject({ capabilities: ALL, undecided: [], cleanUpFailure: null })
    expect(report.findings.conditionalPut).toContain('412')
    expect(await keysLeft()).toEqual([])
  })

  test('is seen to do it all through a proxy that spoils nothing', async () => {
    expect(await probeWith({})).toMatchObject({ capabilities: ALL, undecided: [] })
  })

  test('is probed at the address that we reach, whatever clients are told', async () => {
    const config = { ...embedded.config, publicEndpoint: 'http://nowhere.invalid' }
    expect((await probeStore(config, { fetch })).capabilities).toEqual(ALL)
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
  test.each<{ name: string; faults: Faults; lost: Partial<StoreCapabilities> }>([
    { name: 'ignores If-None-Match', faults: { ignoresIfNoneMatch: true }, lost: { conditionalPut: false } },
    { name: 'looks first and writes later', faults: { losesRaces: true }, lost: { conditionalPut: false } },
    {
      name: 'writes before it refuses',
      faults: { writesBeforeRefusing: true },
      lost: { conditionalPut: false },
    },
    {
      name: 'does not miss signed headers that were left out',
      faults: { forgivesMissingHeaders: true },
      lost: { conditionalPut: false, verifiesChecksum: false, enforcesLength: false },
    },
    {
      name: 'takes x-amz headers that nobody signed',
      faults: { acceptsUnsignedHeaders: true },
      lost: { refusesUnsignedHeaders: false },
    },
    { name: 'takes any length', faults: { ignoresSignedLength: true }, lost: { enforcesLength: false } },
    {
      name: 'drops checksums',
      faults: { dropsChecksums: true },
      lost: { verifiesChecksum: false, copyComputesSha256: false },
    },
    {
      name: 'copies whatever lies there',
      faults: { ignoresCopyCondition: true },
      lost: { conditionalCopy: false, copyComputesSha256: false },
    },
    {
      name: 'copies without the checksum',
      faults: { copiesWithoutChecksum: true },
      lost: { copyComputesSha256: false },
    },
    {
      name: 'deletes whatever lies there',
      faults: { ignoresDeleteCondition: true },
      lost: { conditionalDelete: false },
    },
    {
      name: 'knows no conditions',
      faults: { implementsNoConditions: true },
      lost: {
        conditionalPut: false,
        conditionalCopy: false,
        copyComputesSha256: false,
        conditionalDelete: false,
      },
    },
  ])('$name', async ({ faults, lost }) => {
    const report = await probeWith(faults)
    expect(report.capabilities).toEqual({ ...ALL, ...lost })
    expect(report.undecided).toEqual([])
    expect(await keysLeft()).toEqual([])
  })

  test('denies a HEAD of missing keys: the checks that look for nothing fail with it', async () => {
    const { capabilities, findings } = await probeWith({ deniesMissingKeys: true })
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
    [503, 'STORAGE_UNAVAILABLE'],
    [403, 'STORAGE_MISCONFIGURED'],
  ] as const)('is no store without capabilities: answers every PUT %i', async (failsPutsWith, code) => {
    await expectPortError(probeWith({ failsPutsWith }), code)
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
    expect(report.capabilities).toEqual({ ...ALL, conditionalPut: false })
    expect(report.undecided).toEqual(['conditionalPut'])
    expect(await keysLeft()).toEqual([])
  })
})

describe('a versioned bucket', () => {
  test('is recognized, and every version of the probe is deleted by its name', async () => {
    await using proxy = await startMisbehavingProxy(embedded.config, { versionIds: true })
    const report = await probeStore(proxy.config, { fetch })
    expect(report.capabilities.versioned).toBe(true)
    expect(report.cleanUpFailure).toBeNull()
    expect(proxy.versionsDeleted.length).toBeGreaterThan(4)
    expect(proxy.versionsDeleted.every(deleted => deleted.endsWith(' v1'))).toBe(true)
    expect(await keysLeft()).toEqual([])
  })

  test('that does not let us list versions has its keys hidden, and the report says so', async () => {
    const report = await probeWith({ versionIds: true, deniesVersions: true })
    expect(report.cleanUpFailure).toContain('AccessDenied')
    expect(await keysLeft()).toEqual([])
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
