/**
 * A customer's app, as small as it gets: a page on an origin of its own that loads the client as it is published, and a
 * route that mints upload tokens with the app's key. It stands for every page that is not Landfall's dashboard.
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Tenant } from '../api/tenant.ts'
import type { Installation } from '../installation.ts'
import { pageHtml } from './page.ts'

const CLIENT = join(import.meta.dirname, '..', '..', '..', '..', 'packages', 'client')

/** In reach of the client's own dependencies, as an installed package is. */
const CACHE = join(CLIENT, 'node_modules', '.cache')

type TokenRoute = (request: Request) => Promise<Response>
type BuiltNext = { createTokenRoute(options: object): TokenRoute }

export type App = {
  /** For whom the app mints tokens from now on. */
  serve(tenant: Tenant, rights: object): Promise<void>
  stop(): Promise<void>
}

export async function startApp({ appUrl, apiUrl }: Installation): Promise<App> {
  mkdirSync(CACHE, { recursive: true })
  const dist = mkdtempSync(join(CACHE, 'landfall-app-'))
  await promisify(execFile)(process.execPath, [join(CLIENT, 'scripts', 'build.ts'), dist])
  const { createTokenRoute } = (await import(pathToFileURL(join(dist, 'next.js')).href)) as BuiltNext
  const folders = { client: dist, 'trpc-client': trpc('client'), 'trpc-server': trpc('server') }
  let route: TokenRoute | null = null
  let bucket = ''

  const handle = async (request: IncomingMessage): Promise<Response> => {
    const { pathname } = new URL(request.url ?? '/', appUrl)
    if (pathname === '/') return html(pageHtml({ apiUrl, bucket, imports: importsOf() }))
    if (pathname === '/token') return route?.(await toRequest(request, appUrl)) ?? notFound()
    const [, folder = '', ...rest] = pathname.split('/')
    const root = folders[folder as keyof typeof folders]
    return root === undefined ? notFound() : script(join(root, normalize(`/${rest.join('/')}`)))
  }
  const server = createServer((request, response) => {
    handle(request).then(
      answer => send(response, answer),
      error => response.writeHead(500).end(String(error)),
    )
  })
  server.listen(Number(new URL(appUrl).port), '127.0.0.1')
  await once(server, 'listening')
  return {
    async serve(tenant, rights) {
      bucket = tenant.bucket
      const authorize = () => ({ bucket, ...rights })
      route = createTokenRoute({ apiKey: tenant.key, apiUrl, authorize })
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      rmSync(dist, { recursive: true, force: true })
    },
  }
}

const trpc = (name: string) => join(CLIENT, 'node_modules', '@trpc', name)

/** What a bundler would read from the packages, as an import map. */
function importsOf(): Record<string, string> {
  const packages = ['client', 'server'].flatMap(name => {
    const { exports } = JSON.parse(readFileSync(join(trpc(name), 'package.json'), 'utf8')) as {
      exports: Record<string, { import?: { default?: string } }>
    }
    return Object.entries(exports).flatMap(([path, target]) => {
      const file = target.import?.default
      return file ? [[join('@trpc', name, path), join(`/trpc-${name}`, file)] as const] : []
    })
  })
  return { '@landfall/client': '/client/browser.js', ...Object.fromEntries(packages) }
}

async function toRequest(request: IncomingMessage, base: string): Promise<Request> {
  const body = await new Response(request as unknown as ReadableStream).text()
  return new Request(new URL(request.url ?? '/', base), { method: 'POST', body })
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer())
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body)
}

const notFound = () => new Response(null, { status: 404 })

const html = (text: string) => new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8' } })

function script(file: string): Response {
  if (!['.js', '.mjs'].includes(extname(file))) return notFound()
  return new Response(readFileSync(file), { headers: { 'content-type': 'text/javascript' } })
}
