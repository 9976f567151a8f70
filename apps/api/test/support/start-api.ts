import {
  type InstallationOptions,
  startTestInstallation,
  type TestInstallation,
} from '@landfall/runtime/testing'
import type { FastifyInstance } from 'fastify'
import { createApiServer } from '../../src/server.ts'
import { checkAnswer } from './check-answer.ts'

export interface Answer {
  status: number
  headers: Headers
  /** Parsed JSON; null where there is no body. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at raw JSON, whatever its shape.
  body: any
  text: string
}

export interface Call {
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is. */
  raw?: string | Uint8Array<ArrayBuffer>
  /** `null`: none. Default: the first tenant's. */
  key?: string | null
  headers?: Record<string, string>
}

/** The API listening on a free port, over a whole installation. */
export interface Api extends TestInstallation {
  readonly url: string
  readonly app: FastifyInstance
  call(method: string, path: string, call?: Call): Promise<Answer>
}

export async function startApi(options: InstallationOptions = {}): Promise<Api> {
  const installation = await startTestInstallation(options)
  const app = createApiServer(installation.runtime)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    ...installation,
    url,
    app,
    call: (method, path, call = {}) =>
      send(`${url}${path}`, method, { key: installation.tenant.apiKey, ...call }),
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections()
      await app.close()
      await installation[Symbol.asyncDispose]()
    },
  }
}

export async function send(url: string, method: string, call: Call): Promise<Answer> {
  const { json, raw, key = null, headers = {} } = call
  const body = json === undefined ? raw : JSON.stringify(json)
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const text = await answer.text()
  const { status } = answer
  checkAnswer({ method, url, status, contentType: answer.headers.get('content-type'), text, sent: body })
  const isJson = answer.headers.get('content-type')?.includes('json') === true
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null }
}
