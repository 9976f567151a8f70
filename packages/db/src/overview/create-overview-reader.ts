import type { OverviewReader } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { readAttention } from './attention.ts'
import { readFigures } from './figures.ts'

export const createOverviewReader = (db: Database): OverviewReader => ({
  async read({ organizationId, namespaceId }, { days, ...query }) {
    const tenant = { organizationId, namespaceId }
    const [figures, attention] = await Promise.all([
      readFigures(db, { ...tenant, bucketId: query.bucketId, days }),
      readAttention(db, { ...tenant, ...query }),
    ])
    return { ...figures, ...attention }
  },
})
