import { expect, it } from 'vitest'
import { MAX_DROPPED_FILES, readDropped } from './read-dropped.ts'

/** Entries as a browser hands them out: by callbacks, and a folder's in parts. */
type Tree = { [name: string]: Tree | string | null }

function entryOf(name: string, tree: Tree | string | null, parent = ''): FileSystemEntry {
  const fullPath = `${parent}/${name}`
  if (tree === null || typeof tree === 'string') {
    const file = (resolve: (file: File) => void, reject: (error: Error) => void) =>
      tree === null ? reject(new Error('gone')) : resolve(new File([tree], name))
    return { isDirectory: false, isFile: true, name, fullPath, file } as unknown as FileSystemEntry
  }
  const createReader = () => {
    const left = Object.entries(tree).map(([child, below]) => entryOf(child, below, fullPath))
    return { readEntries: (resolve: (some: FileSystemEntry[]) => void) => resolve(left.splice(0, 100)) }
  }
  return { isDirectory: true, isFile: false, name, fullPath, createReader } as unknown as FileSystemEntry
}

function itemOf(name: string, tree: Tree | string): DataTransferItem {
  const getAsFile = () => (typeof tree === 'string' ? new File([tree], name) : null)
  return { kind: 'file', getAsFile, webkitGetAsEntry: () => entryOf(name, tree) } as DataTransferItem
}

const named = async (...items: DataTransferItem[]) => {
  const { files, ...rest } = await readDropped(items)
  return { ...rest, files: files.map(({ file, path }) => [file.name, path]) }
}

it('takes plain files and walks folders to the bottom', async () => {
  const dropped = await named(
    itemOf('note.txt', 'a'),
    itemOf('photos', { '2026': { 'b.jpg': 'b', empty: {} }, 'c.jpg': 'c' }),
  )
  expect(dropped).toEqual({
    files: [
      ['note.txt', null],
      ['b.jpg', 'photos/2026/b.jpg'],
      ['c.jpg', 'photos/c.jpg'],
    ],
    unreadable: [],
    isCut: false,
  })
})

it('reads a folder whose entries come in parts', async () => {
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`${index}`, 'x']))
  expect((await named(itemOf('many', many))).files).toHaveLength(250)
})

it('tells what it could not read, and goes on', async () => {
  const dropped = await named(itemOf('folder', { gone: null, there: 'x' }))
  expect(dropped).toMatchObject({ unreadable: ['folder/gone'], files: [['there', 'folder/there']] })
})

it('stops at a bound and says so', async () => {
  const many = Object.fromEntries(
    Array.from({ length: MAX_DROPPED_FILES + 1 }, (_, index) => [`${index}`, 'x']),
  )
  const dropped = await named(itemOf('many', many))
  expect(dropped.isCut).toBe(true)
  expect(dropped.files).toHaveLength(MAX_DROPPED_FILES)
})

it('leaves text that is dragged along alone', async () => {
  expect((await named({ kind: 'string' } as DataTransferItem)).files).toEqual([])
})
