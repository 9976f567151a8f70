import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

// As pages are built: for tests, JSX would tell where it was written.
beforeAll(() => void vi.stubEnv('NODE_ENV', 'production'))
afterAll(() => void vi.unstubAllEnvs())

/** What a page that uploads has to load, as a bundler makes it; hashing of large files comes later, in a worker. */
async function bundle(...entries: string[]) {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: entries.map(entry => fileURLToPath(new URL(`../src/${entry}`, import.meta.url))),
        preserveEntrySignatures: 'strict',
        external: /^react(\/|$)/,
      },
    },
  })
  const outputs = Array.isArray(built) ? built : [built]
  return outputs.flatMap(result => ('output' in result ? result.output : []))
}

const codeOf = (files: Awaited<ReturnType<typeof bundle>>) =>
  files.flatMap(file => (file.type === 'chunk' ? [file.code] : [])).join('\n')

const gzippedBytes = (text: string) => gzipSync(text).byteLength

it('is under 20 kB gzipped in a page, with hashing in a file of its own and neither zod nor React', async () => {
  const files = await bundle('browser.ts')
  const text = codeOf(files)
  expect(gzippedBytes(text)).toBeLessThan(20_000)
  expect(text).not.toMatch(/ZodError|useState|WebAssembly/)
  const workers = files.filter(file => file.type === 'asset').map(({ source }) => String(source))
  expect(workers.filter(code => code.includes('WebAssembly'))).toHaveLength(1)
}, 60_000)

it('grows by less than 5.5 kB for a queue, and what finds files', async () => {
  const alone = gzippedBytes(codeOf(await bundle('browser.ts')))
  const text = codeOf(await bundle('browser.ts', 'queue.ts'))
  expect(gzippedBytes(text) - alone).toBeLessThan(5_500)
  expect(text).not.toMatch(/useState/)
}, 60_000)

it('grows by less than 9 kB for React’s hooks and parts, React itself aside', async () => {
  const alone = gzippedBytes(codeOf(await bundle('browser.ts')))
  const text = codeOf(await bundle('browser.ts', 'react.ts'))
  expect(gzippedBytes(text) - alone).toBeLessThan(9_000)
  expect(text).not.toMatch(/ZodError|node:fs/)
}, 60_000)
