import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../lib/random.ts'
import type { Installation } from '../parts/installation.ts'
import type { Witness } from './witness.ts'

/** Requests as clients make them: to either api, with patience, and every answer written down. */
export interface Answer {
  /** 0: no answer came. */
  status: number
  code: string
  // biome-ignore lint/suspicious/noExplicitAny: JSON as it comes from the wire.
  body: any
}

export interface Request {
  method: string
  path: string
  /** What it is called in the figures. */
  name: string
  json?: object
  headers?: Record<string, string>
  /** Default: the API key. */
  bearer?: string
}

export type Call = (request: Request, tries?: number) => Promise<Answer>

const ANSWER_WITHIN_MS = 45_000
/** What a caller has to repeat, or to read and give up; anything else at or above 500 is a bug. */
const isExpected = (status: number) => status < 500 || status === 503

export function createCall(installation: Installation, witness: Witness, random: Random): Call {
  async function once(request: Request): Promise<Answer> {
    const { method, path, json, headers, bearer = installation.apiKey } = request
    const answer = await fetch(`${random.pick(installation.apiUrls)}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    const text = await answer.text()
    const body = text === '' ? null : JSON.parse(text)
    return { status: answer.status, code: body?.error?.details?.code ?? '', body }
  }

  async function writeDown(request: Request): Promise<Answer> {
    const answer = await once(request).catch((): Answer => ({ status: 0, code: 'no answer', body: null }))
    witness.answers.add(`${request.name} ${answer.status} ${answer.code}`.trim())
    if (!isExpected(answer.status)) {
      witness.unexpected.push(`${request.name} ${answer.status} ${JSON.stringify(answer.body).slice(0, 600)}`)
    }
    if (answer.status === 200) witness.hear(answer.body)
    return answer
  }

  return async (request, tries = 8) => {
    let answer = await writeDown(request)
    for (let attempt = 1; attempt < tries && isWorthAnotherTry(answer); attempt += 1) {
      await sleep(random.between(100, 400 * attempt))
      answer = await writeDown(request)
    }
    return answer
  }
}

const isWorthAnotherTry = ({ status, body }: Answer) =>
  status === 0 || status === 429 || status === 503 || body?.error?.details?.retry === 'same_request'
