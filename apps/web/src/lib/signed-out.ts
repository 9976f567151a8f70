/** Told to the window before the page is left for the sign-in page; whoever would lose something prevents it. */
export const SIGNED_OUT = 'landfall:signed-out'

/** The session has ended. To sign in, and back to here. */
export function leaveToSignIn(): void {
  if (window.location.pathname === '/sign-in') return
  if (!window.dispatchEvent(new Event(SIGNED_OUT, { cancelable: true }))) return
  const here = window.location.pathname + window.location.search
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`)
}
