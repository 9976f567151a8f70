import type { Actor } from '../../domain/actor.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { StoreAddress, StoreInspection, StoreTrial } from '../../ports/store-inspector.ts'
import { operatorOnly } from '../admin/tenants.ts'
import type { ServiceDeps } from '../deps.ts'
import { awsCommand } from './aws-command.ts'
import { fine, type StoreFinding } from './findings.ts'
import { judgeProbe } from './judge-capabilities.ts'
import { judgeClock, judgeLifecycle, judgeMultipart, judgeVersioning } from './judge-settings.ts'

export interface StoreReport {
  address: StoreAddress
  findings: StoreFinding[]
  /** To be tried from where pages and clients are: only there CORS and the public address show. */
  outside: {
    origins: string[]
    /** The command that lets pages of these origins upload, with the rules that are there already. */
    corsFix: string
    /** `null`: the store does not let us in, so nothing could be signed that works. */
    trial: StoreTrial | null
  }
}

/** What an operator wants to know of the store. What the probe saw is believed from now on, as after the daily one. */
export async function inspectStore(
  deps: ServiceDeps,
  actor: Actor,
  input: { origins: string[] },
): Promise<Result<StoreReport>> {
  if (!actor.isOperator) return refuse(operatorOnly)
  const inspection = await deps.storeInspector.inspect()
  const { probe, access } = inspection
  if (probe.seen && probe.value.undecided.length === 0) await deps.storeProfile.save(probe.value.capabilities)
  const origins = input.origins.length > 0 ? input.origins : namedOrigins(inspection)
  return succeed({
    address: inspection.address,
    findings: findingsOf(inspection),
    outside: {
      origins,
      corsFix: corsFixOf(inspection, origins),
      trial: access.ok ? await deps.storeInspector.presignTrial() : null,
    },
  })
}

function findingsOf(inspection: StoreInspection): StoreFinding[] {
  const { access } = inspection
  if (!access.ok)
    return [{ check: 'access', level: 'repair', seen: access.message, fix: `Change ${access.setting}.` }]
  return [
    fine('access', 'The store lets the API in.'),
    judgeClock(inspection),
    ...judgeProbe(inspection.probe),
    judgeMultipart(inspection),
    judgeVersioning(inspection),
    ...judgeLifecycle(inspection),
  ]
}

const namedOrigins = ({ ownCorsRule }: StoreInspection) =>
  ownCorsRule.AllowedOrigins.filter(origin => !origin.includes('*'))

/** `put-bucket-cors` replaces all rules, so those that are there go with it. */
function corsFixOf({ cors, ownCorsRule, address }: StoreInspection, origins: string[]): string {
  const AllowedOrigins = [...new Set([...ownCorsRule.AllowedOrigins, ...origins])]
  const CORSRules = [...(cors.seen ? cors.value : []), { ...ownCorsRule, AllowedOrigins }]
  const command = awsCommand(address, 'put-bucket-cors', { 'cors-configuration': { CORSRules } })
  return cors.seen ? command : `${command}\n(replaces rules that could not be read: ${cors.reason})`
}
