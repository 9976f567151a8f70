import { glob, readdir, stat } from 'node:fs/promises'
import { basename, join, normalize, relative, resolve, sep } from 'node:path'
import { UsageError } from '../context.ts'

/** A file to send. */
export interface Item {
  /** As it is shown: what was typed, or where it lies below what was typed. */
  name: string
  /** Absolute. */
  file: string
  /** What is kept of its place, with slashes; `null` where a bare file was named. */
  path: string | null
  /** 0 where it cannot be looked at; sending it tells why. */
  sizeBytes: number
}

export interface Search {
  cwd: string
  isRecursive: boolean
  /** Put before every path. */
  prefix: string | null
}

/** Files as they are, folders with `-r`, and patterns that no shell has spelled out. Each file once, in a stable order. */
export async function findFiles(words: readonly string[], search: Search): Promise<Item[]> {
  const found: Item[] = []
  for (const word of words) found.push(...(await findOne(word, search)))
  return [...new Map(found.map(item => [item.file, item])).values()]
}

async function findOne(word: string, search: Search): Promise<Item[]> {
  const file = resolve(search.cwd, word)
  const stats = await stat(file).catch(() => null)
  if (stats?.isDirectory()) return filesBelow(word, file, search)
  if (stats === null && /[*?[{]/.test(word)) return matches(word, search)
  const path = search.prefix === null ? null : pathOf(search, basename(file))
  return [{ name: word, file, path, sizeBytes: stats?.size ?? 0 }]
}

/** Paths begin with the folder that was named, as an archive of it would. Links to folders are not followed: they may go round. */
async function filesBelow(word: string, folder: string, search: Search): Promise<Item[]> {
  if (!search.isRecursive) throw new UsageError(`${word} is a folder: add -r to send what is in it`)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter(entry => entry.isFile() || entry.isSymbolicLink())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
  const found = names.sort().map(name => {
    const path = pathOf(search, join(basename(folder), name))
    return fileAt({ name: join(normalize(word), name), file: join(folder, name), path })
  })
  return (await Promise.all(found)).flat()
}

/** None for a folder, or a link to one. */
async function fileAt(item: Omit<Item, 'sizeBytes'>): Promise<Item[]> {
  const stats = await stat(item.file).catch(() => null)
  return stats?.isDirectory() ? [] : [{ ...item, sizeBytes: stats?.size ?? 0 }]
}

async function matches(pattern: string, search: Search): Promise<Item[]> {
  const { cwd } = search
  const names: string[] = []
  for await (const name of glob(pattern, { cwd })) names.push(name)
  names.sort()
  const found = names.map(name => fileAt({ name, file: resolve(cwd, name), path: pathOf(search, name) }))
  const items = (await Promise.all(found)).flat()
  if (items.length === 0) throw new UsageError(`${pattern} matches no file`)
  return items
}

/** Without `..` and drive letters: it is a name for people and programs, not a place on this machine. */
function pathOf({ prefix }: Search, name: string): string {
  const parts = normalize(name)
    .split(sep)
    .filter(part => part !== '' && part !== '.' && part !== '..' && !/^[a-z]:$/i.test(part))
  const before = (prefix ?? '').split('/').filter(part => part !== '')
  return [...before, ...parts].join('/')
}
