import { createKey, createOrganization } from '../../services/admin/tenants.ts'
import {
  createKeyInput,
  createOrganizationInput,
  keyResponse,
  organizationResponse,
} from '../../wire/admin/admin.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { inspectStoreProcedure } from './inspect-store.ts'
import { listKeysProcedure } from './list-keys.ts'
import { orphanProcedures } from './orphans.ts'
import { revokeKeyProcedure } from './revoke-key.ts'
import { rotateSigningKeyProcedure } from './rotate-signing-key.ts'
import { verifyQuotasProcedure } from './verify-quotas.ts'

const createOrganizationProcedure = procedureFor('admin')
  .input(createOrganizationInput)
  .output(organizationResponse)
  .mutation(async ({ ctx, input }) => {
    const created = await createOrganization(ctx.services, ctx.actor, {
      name: input.name,
      namespaceName: input.namespace_name,
      maxFileBytes: input.max_file_bytes ?? null,
    })
    const { organizationId, name, namespaceId, namespaceName } = unwrap(created)
    return {
      organization_id: organizationId,
      name,
      namespace_id: namespaceId,
      namespace_name: namespaceName,
    }
  })

const createKeyProcedure = procedureFor('admin')
  .input(createKeyInput)
  .output(keyResponse)
  .mutation(async ({ ctx, input }) => {
    const created = await createKey(ctx.services, ctx.actor, {
      organization: input.organization ?? null,
      namespace: input.namespace ?? null,
      name: input.name,
      permission: input.permission,
      allNamespaces: input.all_namespaces,
    })
    const { keyId, organizationId, namespaceId, name, permission, apiKey } = unwrap(created)
    return {
      key_id: keyId,
      organization_id: organizationId,
      namespace_id: namespaceId,
      name,
      permission,
      api_key: apiKey,
    }
  })

export const adminRouter = router({
  createOrganization: createOrganizationProcedure,
  createKey: createKeyProcedure,
  listKeys: listKeysProcedure,
  revokeKey: revokeKeyProcedure,
  inspectStore: inspectStoreProcedure,
  verifyQuotas: verifyQuotasProcedure,
  rotateSigningKey: rotateSigningKeyProcedure,
  ...orphanProcedures,
})
