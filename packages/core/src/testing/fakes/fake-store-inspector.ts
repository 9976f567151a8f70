import type { StoreCapabilities } from '../../domain/guard.ts'
import type { StoreInspection, StoreInspector } from '../../ports/store-inspector.ts'

/** What a look at a store in good order sees; tests change what they are about. */
export function healthyInspection(capabilities: StoreCapabilities): StoreInspection {
  const names = Object.keys(capabilities) as (keyof StoreCapabilities)[]
  const findings = Object.fromEntries(names.map(name => [name, `looked at ${name}`]))
  return {
    address: { bucket: 'b', region: 'r', endpoint: null, publicEndpoint: null, keyPrefix: '' },
    access: { ok: true },
    probe: {
      seen: true,
      value: {
        capabilities,
        findings: findings as Record<keyof StoreCapabilities, string>,
        undecided: [],
        cleanUpFailure: null,
      },
    },
    multipart: { seen: true, value: { holds: true, text: 'in parts' } },
    versioning: { seen: true, value: 'never' },
    lifecycle: {
      seen: true,
      value: [{ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }],
    },
    cors: { seen: true, value: [] },
    clockOffsetMs: { seen: true, value: 0 },
    ownCorsRule: { AllowedOrigins: ['https://own.test', 'http://localhost:*'], AllowedMethods: ['PUT'] },
  }
}

export function createFakeStoreInspector(inspection: StoreInspection): StoreInspector {
  return {
    inspect: async () => structuredClone(inspection),
    presignTrial: async () => ({
      put: { url: 'https://store.test/trial', headers: {} },
      body: 'trial',
      getUrl: 'https://store.test/trial',
    }),
  }
}
