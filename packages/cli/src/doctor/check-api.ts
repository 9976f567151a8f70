import { broken, type Finding, fine } from './finding.ts'
import { reasonOf } from './try-outside.ts'

const TIMEOUT_MS = 15_000

/** Whether the API answers from here, and has what it needs itself. */
export async function checkApi(url: string, signal: AbortSignal): Promise<Finding> {
  const check = 'api'
  try {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
    const response = await fetch(`${url.replace(/\/+$/, '')}/readyz`, { signal: bounded })
    if (response.ok) return fine(check, `${url} answers, and so do its database and its store.`)
    const said = (await response.text()).slice(0, 500)
    return broken(check, `${url} is not ready: ${response.status} ${said}`, 'Look at the log of the API.')
  } catch (error) {
    if (signal.aborted) throw error
    return broken(check, `${url} cannot be reached: ${reasonOf(error)}.`, 'Start the API, or correct --url.')
  }
}
