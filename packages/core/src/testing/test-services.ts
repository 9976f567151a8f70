import type { Actor } from '../domain/actor.ts'
import type { ServiceDeps } from '../services/deps.ts'
import { createWaitingRoom } from '../services/waiting/waiting-room.ts'
import { createCaller } from '../trpc/root.ts'
import { type Place, seedPlace } from './builders.ts'
import { createFakeDatabase, type FakeDatabase } from './fake-database.ts'
import { createFakeObjectStore, type FakeObjectStore } from './fake-object-store.ts'
import { createFakeTokenSigner } from './fake-token-signer.ts'
import { createFakeStoreInspector, healthyInspection } from './fakes/fake-store-inspector.ts'
import { createTestIds } from './ids.ts'
import { sha256Hex } from './store/digests.ts'
import { LIKE_S3, type StoreBehavior } from './store/store-behavior.ts'

/** The real services and procedures over the fakes, with one tenant, one bucket and an admin's credentials. */
export interface TestServices {
  db: FakeDatabase
  store: FakeObjectStore
  deps: ServiceDeps
  place: Place
  actor: Actor
  caller: ReturnType<typeof createCaller>
  callerFor(actor: Actor | null): ReturnType<typeof createCaller>
  /** Everything logged, for what must not be there. */
  logged: object[]
}

export async function createTestServices(
  options: {
    behavior?: Partial<StoreBehavior>
    isProbed?: boolean
    bucket?: Parameters<typeof seedPlace>[1]
  } = {},
): Promise<TestServices> {
  const db = createFakeDatabase()
  const store = createFakeObjectStore({ clock: db.clock, behavior: options.behavior ?? {} })
  const place = await seedPlace(db, options.bucket)
  const capabilities = probed({ ...LIKE_S3, ...options.behavior })
  if (options.isProbed !== false) await db.storeProfile.save(capabilities)

  const logged: object[] = []
  const note = (fields: object, message: string) => {
    logged.push({ ...fields, message })
  }
  const ids = createTestIds()
  const log = { info: note, warn: note, error: note }
  const limits = { process: 4, organization: 3 }
  const deps: ServiceDeps = {
    ...db,
    store,
    waitingRoom: createWaitingRoom({ watch: db.watch, log, limits, pollMs: 5 }),
    storeInspector: createFakeStoreInspector(healthyInspection(capabilities)),
    ids,
    tokenSigner: createFakeTokenSigner(db.clock, ids),
    secrets: {
      newToken: () => ids.random(40),
      newApiKey: () => `sk_${'x'.repeat(40)}`,
      // Short secrets stay readable in what a failing test shows.
      hash: secret => (secret.length > 64 ? sha256Hex(secret) : secret.padStart(64, '0')),
    },
    settings: { keyPrefix: '', syncSealBytes: 100_000_000, sweepPauseSeconds: 5, minPartBytes: 4 },
    log,
  }
  const actor: Actor = {
    kind: 'key',
    id: 'key_test',
    organizationId: place.organizationId,
    namespaceId: place.namespaceId,
    permission: 'admin',
    allNamespaces: true,
    isOperator: false,
  }
  const callerFor = (who: Actor | null) => createCaller({ services: deps, actor: who, requestId: 'req_test' })
  return { db, store, deps, place, actor, caller: callerFor(actor), callerFor, logged }
}

/** What a probe would have found out about a store of this behaviour. */
export function probed(behavior: StoreBehavior) {
  const { obeysIfNoneMatch: conditionalPut, refusesUnsignedHeaders, verifiesChecksum, versioned } = behavior
  const { conditionalCopy, copyComputesSha256, conditionalDelete, enforcesLength } = behavior
  return {
    conditionalPut,
    refusesUnsignedHeaders,
    verifiesChecksum,
    versioned,
    conditionalCopy,
    copyComputesSha256,
    conditionalDelete,
    enforcesLength,
    headMissingIs404: true,
    conditionalComplete: conditionalPut,
    checksObjectSize: true,
    pagesParts: behavior.pagesParts,
    listsMultiparts: true,
  }
}
