import { redeemSignInLink, signInWithKey, signOut } from '@landfall/core/services'
import { type NextRequest, NextResponse } from 'next/server'
import { z } from 'zod'
import { answerFailure, refuse } from '#server/respond.ts'
import { getRuntime } from '#server/runtime.ts'
import { isSameOrigin, isSameOriginJson } from '#server/same-origin.ts'
import { SESSION_COOKIE, sessionCookie } from '#server/session-cookie.ts'
import { isSmall } from '#server/small-body.ts'

const credential = z.union([
  z.object({ token: z.string().min(1).max(512) }),
  z.object({ api_key: z.string().trim().min(1).max(512) }),
])

/** Signs in, with the token of a one-time link or with an API key. */
export async function POST(request: NextRequest): Promise<Response> {
  try {
    const { services, env } = await getRuntime()
    if (!isSameOriginJson(request.headers, env.WEB_ORIGIN)) {
      return refuse({ code: 'FORBIDDEN', message: 'Sign in from the sign-in page' })
    }
    if (!isSmall(request.headers)) {
      return refuse({ code: 'BODY_TOO_LARGE', message: 'The request body is too large' })
    }
    const given = credential.safeParse(await request.json().catch(() => null))
    if (!given.success) return refuse({ code: 'INVALID_INPUT', message: 'Give a token or an api_key' })
    const signedIn =
      'token' in given.data
        ? await redeemSignInLink(services, given.data.token)
        : await signInWithKey(services, given.data.api_key)
    if (!signedIn.ok) return refuse(signedIn.error)
    const response = NextResponse.json({ signed_in: true })
    response.cookies.set(sessionCookie(signedIn.value.token, isHttps(request, env.WEB_ORIGIN)))
    return response
  } catch (error) {
    return answerFailure(error)
  }
}

/** Signs out. */
export async function DELETE(request: NextRequest): Promise<Response> {
  try {
    const { services, env } = await getRuntime()
    if (!isSameOrigin(request.headers, env.WEB_ORIGIN)) {
      return refuse({ code: 'FORBIDDEN', message: 'Sign out from this site' })
    }
    const token = request.cookies.get(SESSION_COOKIE)?.value
    if (token) await signOut(services, token)
    const response = NextResponse.json({ signed_in: false })
    response.cookies.delete(SESSION_COOKIE)
    return response
  } catch (error) {
    return answerFailure(error)
  }
}

/** A proxy in front may end TLS. */
function isHttps(request: NextRequest, webOrigin: string): boolean {
  return request.nextUrl.protocol === 'https:' || webOrigin.startsWith('https:')
}
