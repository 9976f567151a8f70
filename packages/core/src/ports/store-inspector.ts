import type { StoreCapabilities } from '../domain/guard.ts'
import type { SignedPut } from './object-store.ts'

/**
 * A close look at the store for somebody who has to set it up: what it does (by doing it) and how its bucket is
 * configured. Takes seconds, leaves nothing but what `trial` names, and changes no setting.
 */
export interface StoreInspector {
  /** Never throws for what store or network do: what could not be seen says why. */
  inspect(): Promise<StoreInspection>
  /** A PUT and a GET that somebody else tries, at the address that clients use. The next probe removes their key. */
  presignTrial(): Promise<StoreTrial>
}

export type Seen<TValue> = { seen: true; value: TValue } | { seen: false; reason: string }

/** Bucket settings in the JSON that S3's API and its command line speak, kept whole so that a change can keep them. */
export type SettingsJson = Record<string, unknown>

export interface StoreInspection {
  address: StoreAddress
  /** `setting`: the variable that is wrong. Where it is not ok, nothing below is seen. */
  access: { ok: true } | { ok: false; setting: string; message: string }
  probe: Seen<{
    capabilities: StoreCapabilities
    findings: Record<keyof StoreCapabilities, string>
    undecided: (keyof StoreCapabilities)[]
    cleanUpFailure: string | null
  }>
  /** Whether an upload in parts can be begun, listed and put together. */
  multipart: Seen<{ holds: boolean; text: string }>
  /** `never`: S3 has no word for it. */
  versioning: Seen<'Enabled' | 'Suspended' | 'never'>
  lifecycle: Seen<SettingsJson[]>
  cors: Seen<SettingsJson[]>
  /** The store's clock minus ours, to the second. */
  clockOffsetMs: Seen<number>
  /** The rule that this installation's pages need. */
  ownCorsRule: SettingsJson & { AllowedOrigins: string[] }
}

export interface StoreAddress {
  bucket: string
  region: string
  /** `null`: AWS. */
  endpoint: string | null
  publicEndpoint: string | null
  /** `S3_PREFIX` */
  keyPrefix: string
}

export interface StoreTrial {
  put: SignedPut
  /** What to send; the URL takes exactly as many bytes. */
  body: string
  getUrl: string
}
