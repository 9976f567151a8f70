import { z } from 'zod'
import { DEFAULT_WAIT_SECONDS, MAX_WAIT_SECONDS } from '../limits.ts'
import { identifier } from '../text.ts'

/** Answered with the upload as it stands once it is final, or when the time is over. */
export const waitUploadInput = z.object({
  /** Absent: any bucket of the namespace. REST always names one. */
  bucket: identifier.nullish(),
  upload_id: identifier,
  /** Proxies on the way cut what is silent for longer than they like, often 60 s. */
  timeout_seconds: z.int().min(0).max(MAX_WAIT_SECONDS).default(DEFAULT_WAIT_SECONDS),
})

/** A subscription: each state of the upload that was not told yet, the final one last. */
export const watchUploadInput = z.object({
  bucket: identifier.nullish(),
  upload_id: identifier,
  /** Set by tRPC when it connects again. */
  lastEventId: z.string().max(300).nullish(),
})
