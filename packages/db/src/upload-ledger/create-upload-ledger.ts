import type { UploadLedger } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { dropReference } from './drop-reference.ts'
import { findUpload, findUploadById } from './find.ts'
import { findLeftovers } from './find-leftovers.ts'
import { findOriginal } from './find-original.ts'
import { finish } from './finish.ts'
import { listUploads } from './list.ts'
import { beginMultipart, grantParts } from './multipart.ts'
import { findRemembered, forgetExpired, rememberDuplicate } from './remembered.ts'
import { renew } from './renew.ts'
import { reserve } from './reserve.ts'
import { reserveBatch } from './reserve-batch.ts'
import { doomSeal, openSeal } from './seals.ts'
import { uploadStats } from './stats.ts'
import { listEvents, recordEvent, setLastError } from './timeline.ts'

export const createUploadLedger = (db: Database): UploadLedger => ({
  reserve: upload => reserve(db, upload),
  reserveBatch: (tenant, entries) => reserveBatch(db, tenant, entries),
  findRemembered: (tenant, ref) => findRemembered(db, tenant, ref),
  rememberDuplicate: (tenant, ref, uploadId) => rememberDuplicate(db, tenant, { ref, uploadId }),
  forgetExpired: () => forgetExpired(db),
  findOriginal: (place, bytes) => findOriginal(db, place, bytes),
  find: (tenant, uploadId) => findUpload(db, tenant, uploadId),
  findById: uploadId => findUploadById(db, uploadId),
  list: (tenant, query) => listUploads(db, tenant, query),
  stats: (tenant, filter) => uploadStats(db, tenant, filter),
  renew: request => renew(db, request),
  grantParts: grant => grantParts(db, grant),
  beginMultipart: begun => beginMultipart(db, begun),
  openSeal: seal => openSeal(db, seal),
  doomSeal: keyId => doomSeal(db, keyId),
  finish: request => finish(db, request),
  dropReference: uploadId => dropReference(db, uploadId),
  findLeftovers: (olderThanSeconds, limit) => findLeftovers(db, olderThanSeconds, limit),
  record: event => recordEvent(db, event),
  events: (tenant, uploadId) => listEvents(db, tenant, uploadId),
  setLastError: (uploadId, attempt, error) => setLastError(db, { uploadId, attempt }, error),
})
