import { type NextRequest, NextResponse } from 'next/server'
import { contentSecurityPolicy } from '#server/content-security-policy.ts'
import { getRuntime } from '#server/runtime.ts'
import { SESSION_COOKIE } from '#server/session-cookie.ts'
import { storeOrigin } from '#server/store-origin.ts'

/**
 * Runs before every page: sends strangers to the sign-in page before anything is rendered (whether the cookie is good,
 * the layout asks), and gives the answer its Content-Security-Policy with a nonce of its own. Next takes the nonce for
 * its scripts from the request's copy of that header; the layout takes it from `x-nonce`.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname } = request.nextUrl
  if (pathname !== '/sign-in' && !request.cookies.has(SESSION_COOKIE)) return askToSignIn(request)
  const nonce = crypto.randomUUID()
  const { services } = await getRuntime()
  const policy = contentSecurityPolicy({
    nonce,
    storeOrigin: await storeOrigin(services.store),
    // biome-ignore lint/style/noProcessEnv: set by Next's own commands.
    isDevelopment: process.env.NODE_ENV === 'development',
  })
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

function askToSignIn(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl
  const signIn = request.nextUrl.clone()
  signIn.pathname = '/sign-in'
  signIn.search = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`
  return NextResponse.redirect(signIn)
}

export const config = { matcher: '/((?!api/|_next/|icon.svg|favicon.ico).*)' }
