import { z } from 'zod'

export const inspectStoreInput = z.object({
  /** Origins of pages that upload, such as `https://app.example.com`. Default: those of this installation's settings. */
  origins: z
    .array(
      z
        .string()
        .refine(
          text =>
            URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text,
          'must be an origin such as https://app.example.com',
        ),
    )
    .max(20)
    .default([]),
})

export const storeFinding = z.object({
  check: z.string(),
  /** `repair`: broken until somebody changes it; `advice`: works, and could work better; `unknown`: not found out. */
  level: z.enum(['ok', 'advice', 'repair', 'unknown']),
  seen: z.string(),
  /** What to do, commands included. */
  fix: z.string().nullable(),
})

export const inspectStoreResponse = z.object({
  store: z.object({
    bucket: z.string(),
    region: z.string(),
    /** `null`: AWS. */
    endpoint: z.string().nullable(),
    public_endpoint: z.string().nullable(),
  }),
  findings: z.array(storeFinding),
  /** For whoever asks to try from where they are. */
  outside: z.object({
    origins: z.array(z.string()),
    cors_fix: z.string(),
    /** A PUT and a GET of a few bytes; `null` where the store does not let the API in. */
    trial: z
      .object({
        put_url: z.string(),
        put_headers: z.record(z.string(), z.string()),
        body: z.string(),
        get_url: z.string(),
      })
      .nullable(),
  }),
})

export type StoreFindingResponse = z.output<typeof storeFinding>
export type InspectStoreResponse = z.output<typeof inspectStoreResponse>
