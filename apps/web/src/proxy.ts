import { type NextRequest, NextResponse } from 'next/server'
import { SESSION_COOKIE } from '#server/session-cookie.ts'

/** Sends strangers to the sign-in page before anything is rendered. Whether the cookie is good, the layout asks. */
export function proxy(request: NextRequest): NextResponse {
  if (request.cookies.has(SESSION_COOKIE)) return NextResponse.next()
  const { pathname, search } = request.nextUrl
  const signIn = request.nextUrl.clone()
  signIn.pathname = '/sign-in'
  signIn.search = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`
  return NextResponse.redirect(signIn)
}

export const config = { matcher: '/((?!api/|sign-in|_next/|icon.svg|favicon.ico).*)' }
