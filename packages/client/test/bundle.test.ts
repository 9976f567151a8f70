import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const src = fileURLToPath(new URL('../src', import.meta.url))

/** Everything that a bundler pulls in from an entry; imports of types are gone by then. */
function loadedFrom(entry: string) {
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string) => {
    if (files.has(file)) return
    files.add(file)
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\s(?!type\b)(?:[^'"]*?from\s)?'([^']+)'/gm,
    )) {
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier))
      else packages.add(specifier)
    }
  }
  visit(join(src, entry))
  return { files: [...files].map(file => relative(src, file)), packages: [...packages].sort() }
}

it('a browser loads tRPC’s client and two dozen limits, no zod and nothing of Node', () => {
  const { files, packages } = loadedFrom('browser.ts')
  expect(packages).toEqual(['@landfall/core/wire/limits', '@trpc/client'])
  expect(files).toContain('send-put/xhr-put.ts')
  expect(files.filter(file => file.includes('node'))).toEqual([])
})

it('Node loads no XMLHttpRequest', () => {
  const { files, packages } = loadedFrom('node.ts')
  expect(packages.filter(name => name.startsWith('node:'))).not.toEqual([])
  expect(files.filter(file => /xhr|fetch-put|browser/.test(file))).toEqual([])
})
