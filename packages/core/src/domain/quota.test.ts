import { describe, expect, test } from 'vitest'
import { fitsQuota, type QuotaCounters, quotaId, quotaIdsFor } from './quota.ts'

const EMPTY: QuotaCounters = {
  limitBytes: null,
  limitObjects: null,
  usedBytes: 0,
  usedObjects: 0,
  reservedBytes: 0,
  reservedObjects: 0,
}

describe('fitsQuota', () => {
  test.each([
    { used: 0, reserved: 0, added: 99, fits: true },
    { used: 0, reserved: 0, added: 100, fits: true },
    { used: 0, reserved: 0, added: 101, fits: false },
    { used: 60, reserved: 39, added: 1, fits: true },
    { used: 60, reserved: 40, added: 1, fits: false },
    { used: 100, reserved: 0, added: 1, fits: false },
    { used: 100, reserved: 0, added: 0, fits: true },
    { used: 150, reserved: 0, added: 0, fits: true },
    { used: 150, reserved: 0, added: -10, fits: true },
  ])(
    'of 100, with $used used and $reserved reserved, $added more: $fits',
    ({ used, reserved, added, fits }) => {
      const bytes = { ...EMPTY, limitBytes: 100, usedBytes: used, reservedBytes: reserved }
      expect(fitsQuota(bytes, added, 0)).toBe(fits)
      const objects = { ...EMPTY, limitObjects: 100, usedObjects: used, reservedObjects: reserved }
      expect(fitsQuota(objects, 0, added)).toBe(fits)
    },
  )

  test.each([
    [1, 0, true],
    [2, 0, false],
    [0, 1, true],
    [0, 2, false],
    [1, 1, true],
    [2, 1, false],
    [1, 2, false],
  ])('both limits have to hold: %i bytes and %i objects of one each', (bytes, objects, fits) => {
    expect(fitsQuota({ ...EMPTY, limitBytes: 1, limitObjects: 1 }, bytes, objects)).toBe(fits)
  })

  test('a limit of zero takes nothing, no limit takes anything', () => {
    expect(fitsQuota({ ...EMPTY, limitBytes: 0 }, 1, 1)).toBe(false)
    expect(fitsQuota({ ...EMPTY, limitBytes: 0 }, 0, 1)).toBe(true)
    expect(fitsQuota(EMPTY, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).toBe(true)
  })

  test('an overdrawn scope refuses growth of the overdrawn kind only', () => {
    const overdrawn = { ...EMPTY, limitBytes: 10, usedBytes: 20, limitObjects: 5 }
    expect(fitsQuota(overdrawn, 0, 5)).toBe(true)
    expect(fitsQuota(overdrawn, 1, 0)).toBe(false)
  })
})

describe('quota ids', () => {
  const target = { organizationId: 'org_1', namespaceId: 'ns_1', bucketId: 'bkt_1', owner: null }

  test('name scope and id, an owner within its bucket', () => {
    expect(quotaId('organization', 'org_1')).toBe('organization:org_1')
    expect(quotaId('owner', 'bkt_1', 'ada')).toBe('owner:bkt_1:ada')
    expect(quotaId('owner', 'bkt_1', '')).toBe('owner:bkt_1:')
  })

  test('of an upload are three, with an owner four, in one order for everybody', () => {
    expect(quotaIdsFor(target)).toEqual(['bucket:bkt_1', 'namespace:ns_1', 'organization:org_1'])
    expect(quotaIdsFor({ ...target, owner: 'ada' })).toEqual([
      'bucket:bkt_1',
      'namespace:ns_1',
      'organization:org_1',
      'owner:bkt_1:ada',
    ])
  })
})
