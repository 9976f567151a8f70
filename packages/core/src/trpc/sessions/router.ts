import { getCurrentSession } from '../../services/sessions/current-session.ts'
import { createSignInLink } from '../../services/sessions/sessions.ts'
import { createLinkInput, currentSessionResponse, signInLinkResponse } from '../../wire/sessions/session.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'

/** Signing in and out set cookies, which a procedure cannot: the dashboard's own routes do that. */
const createLink = procedureFor('admin')
  .input(createLinkInput)
  .output(signInLinkResponse)
  .mutation(async ({ ctx, input }) => {
    const { token, permission, expiresAt } = await createSignInLink(ctx.services, ctx.actor, input)
    return { token, url_path: `/sign-in?token=${token}`, permission, expires_at: expiresAt.toISOString() }
  })

const current = procedureFor('read')
  .output(currentSessionResponse)
  .query(async ({ ctx }) => {
    const session = unwrap(await getCurrentSession(ctx.services, ctx.actor))
    return {
      kind: session.kind,
      subject_id: session.subjectId,
      organization_id: session.organizationId,
      organization_name: session.organizationName,
      namespace_id: session.namespaceId,
      namespace_name: session.namespaceName,
      permission: session.permission,
      is_operator: session.isOperator,
    }
  })

export const sessionsRouter = router({ createLink, current })
