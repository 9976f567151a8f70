import { SESSION_SECONDS } from '@landfall/core/wire'

export const SESSION_COOKIE = 'landfall_session'

/** A page on another site can neither read it nor have it sent with a POST. */
export function sessionCookie(secret: string, isHttps: boolean) {
  return {
    name: SESSION_COOKIE,
    value: secret,
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    path: '/',
    maxAge: SESSION_SECONDS,
  } as const
}
