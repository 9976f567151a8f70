import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import generate, { astToString } from 'openapi-typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'

let api: Api
let folder: string
beforeAll(async () => {
  api = await startApi()
  // Below the package, so that what is generated finds the packages that it imports.
  const cache = join(import.meta.dirname, '..', 'node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  folder = await mkdtemp(join(cache, 'generated-client-'))
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const COMPILER_OPTIONS = {
  target: 'esnext',
  module: 'nodenext',
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  lib: ['esnext', 'dom'],
  types: [],
}

it('a client generated from the document does the whole flow, with types only', async () => {
  const document = (await api.call('GET', '/openapi.json', { key: null })).body
  await writeFile(
    join(folder, 'api.ts'),
    astToString(await generate(document, { defaultNonNullable: false })),
  )
  await copyFile(join(import.meta.dirname, 'support', 'generated-flow.ts.txt'), join(folder, 'flow.ts'))
  const config = { compilerOptions: COMPILER_OPTIONS, files: ['flow.ts'] }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  )
  const checked = promisify(execFile)(process.execPath, [compiler, '-p', folder])
  await checked.catch(({ stdout }) => {
    throw new Error(`the generated client does not type-check:\n${stdout}`)
  })
  const { runFlow } = await import(pathToFileURL(join(folder, 'flow.ts')).href)
  expect(await runFlow(api.url, api.tenant.apiKey)).toEqual({
    bytes: 'generated',
    status: 'COMPLETED',
    total: 1,
    completed: 1,
    refused: 422,
    task: 'api_buckets_delete',
  })
}, 60_000)
