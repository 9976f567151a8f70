import { QUOTA_WARNING_SHARE } from '@landfall/core/wire'

export type MeterLevel = 'unlimited' | 'fine' | 'tight' | 'full'

interface Amounts {
  used: number
  reserved: number
  limit: number | null
}

/** Reserved room is as good as used: nobody else gets it. */
export function levelOf({ used, reserved, limit }: Amounts): MeterLevel {
  if (limit === null) return 'unlimited'
  const taken = used + reserved
  if (taken >= limit) return 'full'
  return taken > limit * QUOTA_WARNING_SHARE ? 'tight' : 'fine'
}

/** Widths of a meter's two parts in percent; together never more than the whole. */
export function sharesOf({ used, reserved, limit }: Amounts): { used: number; reserved: number } {
  if (limit === null) return { used: 0, reserved: 0 }
  // A limit of nothing is reached before anything is there.
  if (limit === 0) return { used: 100, reserved: 0 }
  const usedShare = Math.min(100, (used / limit) * 100)
  return { used: usedShare, reserved: Math.min(100 - usedShare, (reserved / limit) * 100) }
}
