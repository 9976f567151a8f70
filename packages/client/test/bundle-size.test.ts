import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { expect, it } from 'vitest'

/** What a page that uploads has to load, as a bundler makes it; hashing of large files comes later, in a worker. */
async function bundle() {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: fileURLToPath(new URL('../src/browser.ts', import.meta.url)),
        preserveEntrySignatures: 'strict',
      },
    },
  })
  const outputs = Array.isArray(built) ? built : [built]
  return outputs.flatMap(result => ('output' in result ? result.output : []))
}

it('is under 20 kB gzipped in a page, with hashing in a file of its own and neither zod nor React', async () => {
  const files = await bundle()
  const pages = files.filter(file => file.type === 'chunk')
  const text = pages.map(({ code }) => code).join('\n')
  expect(gzipSync(text).byteLength).toBeLessThan(20_000)
  expect(text).not.toMatch(/ZodError|useState|WebAssembly/)
  const workers = files.filter(file => file.type === 'asset').map(({ source }) => String(source))
  expect(workers.filter(code => code.includes('WebAssembly'))).toHaveLength(1)
}, 60_000)
