import type { SettingsJson, StoreInspection } from '../../ports/store-inspector.ts'
import { awsCommand } from './aws-command.ts'
import { fine, type StoreFinding } from './findings.ts'

/** How the bucket is set up, and the clock. Pure; every fix is a command that keeps what is set already. */

export function judgeMultipart({ multipart }: StoreInspection): StoreFinding {
  const check = 'multipart'
  const fix =
    'Grant s3:PutObject, s3:AbortMultipartUpload, s3:ListMultipartUploadParts and s3:ListBucketMultipartUploads; without them large files fail.'
  if (!multipart.seen) return { check, level: 'repair', seen: `Failed: ${multipart.reason}`, fix }
  const { holds, text } = multipart.value
  return holds ? fine(check, text) : { check, level: 'repair', seen: text, fix }
}

export function judgeVersioning({ versioning }: StoreInspection): StoreFinding {
  const check = 'versioning'
  if (!versioning.seen) return unseen(check, versioning.reason, 's3:GetBucketVersioning')
  if (versioning.value !== 'Suspended') return fine(check, `Versioning: ${versioning.value}.`)
  return {
    check,
    level: 'advice',
    seen: 'Versioning is suspended: old versions stay, and nothing but their names leads to them.',
    fix: 'Enable it again, or delete old versions by a lifecycle rule.',
  }
}

const ABORT_RULE = {
  ID: 'landfall-abort-incomplete-uploads',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 8 },
}

export function judgeLifecycle({ lifecycle, address }: StoreInspection): StoreFinding[] {
  if (!lifecycle.seen) return [unseen('lifecycle', lifecycle.reason, 's3:GetLifecycleConfiguration')]
  const rules = lifecycle.value
  const deleting = rules.filter(rule => deletesOurs(rule, address.keyPrefix))
  return [
    ...deleting.map(rule => ({
      check: 'lifecycle',
      level: 'repair' as const,
      seen: `The lifecycle rule "${String(rule.ID ?? 'without id')}" deletes objects that Landfall still lists: ${JSON.stringify(rule.Expiration)}.`,
      fix: `Remove its Expiration, or limit it to another prefix. Without it:\n${putLifecycle(
        address,
        rules.filter(kept => kept !== rule),
      )}`,
    })),
    abortsIncomplete(rules, address.keyPrefix)
      ? fine('lifecycle', 'A rule aborts uploads in parts that nobody finished.')
      : {
          check: 'lifecycle',
          level: 'advice',
          seen: 'No lifecycle rule aborts uploads in parts that nobody finished; their parts are charged for.',
          fix: putLifecycle(address, [
            ...rules.filter(rule => !deletesOurs(rule, address.keyPrefix)),
            ABORT_RULE,
          ]),
        },
  ]
}

const putLifecycle = (address: StoreInspection['address'], rules: SettingsJson[]) =>
  awsCommand(
    address,
    rules.length === 0 ? 'delete-bucket-lifecycle' : 'put-bucket-lifecycle-configuration',
    rules.length === 0 ? {} : { 'lifecycle-configuration': { Rules: rules } },
  )

function deletesOurs(rule: SettingsJson, keyPrefix: string): boolean {
  const { Days, Date: date } = asObject(rule.Expiration)
  const expires = Days !== undefined || date !== undefined
  return expires && isOn(rule) && meetsPrefix(rule, keyPrefix) && !hasTag(rule)
}

const abortsIncomplete = (rules: SettingsJson[], keyPrefix: string) =>
  rules.some(
    rule =>
      rule.AbortIncompleteMultipartUpload !== undefined &&
      isOn(rule) &&
      keyPrefix.startsWith(prefixOf(rule)) &&
      !hasTag(rule),
  )

const isOn = (rule: SettingsJson) => rule.Status === 'Enabled'

function meetsPrefix(rule: SettingsJson, keyPrefix: string): boolean {
  const prefix = prefixOf(rule)
  return prefix.startsWith(keyPrefix) || keyPrefix.startsWith(prefix)
}

function prefixOf(rule: SettingsJson): string {
  const filter = asObject(rule.Filter)
  const prefix = filter.Prefix ?? asObject(filter.And).Prefix ?? rule.Prefix
  return typeof prefix === 'string' ? prefix : ''
}

/** Our objects have no tags, so a rule for tagged ones does not meet them. */
function hasTag(rule: SettingsJson): boolean {
  const filter = asObject(rule.Filter)
  return filter.Tag !== undefined || asObject(filter.And).Tags !== undefined
}

const asObject = (value: unknown): SettingsJson =>
  typeof value === 'object' && value !== null ? (value as SettingsJson) : {}

/** Signatures are refused at 15 minutes; a quarter of that is no accident any more. */
const WRONG_CLOCK_MS = 240_000
const BAD_CLOCK_MS = 30_000

export function judgeClock({ clockOffsetMs }: StoreInspection): StoreFinding {
  const check = 'clock'
  if (!clockOffsetMs.seen)
    return { check, level: 'unknown', seen: `Not measured: ${clockOffsetMs.reason}`, fix: null }
  const offset = clockOffsetMs.value
  const text = `${Math.round(Math.abs(offset) / 1000)} s ${offset > 0 ? 'ahead of' : 'behind'}`
  if (Math.abs(offset) < BAD_CLOCK_MS) return fine(check, "The store's clock agrees with the API's.")
  return {
    check,
    level: Math.abs(offset) < WRONG_CLOCK_MS ? 'advice' : 'repair',
    seen: `The store's clock is ${text} the API's; beyond 15 minutes every signature is refused.`,
    fix: 'Let both machines follow NTP: `timedatectl set-ntp true`.',
  }
}

function unseen(check: string, reason: string, permission: string): StoreFinding {
  const fix = `To have it looked at, grant ${permission}; nothing else needs it.`
  return { check, level: 'unknown', seen: `Not seen: ${reason}`, fix }
}
