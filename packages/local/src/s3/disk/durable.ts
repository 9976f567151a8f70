import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A rename survives a power cut only when the directory holding the name is synced too. Windows cannot do that. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first !== undefined) await syncDirectory(dirname(path))
}

export function temporaryPath(temporaryDir: string): string {
  return join(temporaryDir, randomUUID())
}

/** All of the text or the file as it was before; for the small documents beside the objects. */
export async function replaceFile(path: string, file: { text: string; temporaryDir: string }): Promise<void> {
  const temporary = temporaryPath(file.temporaryDir)
  await writeFile(temporary, file.text, { flush: true })
  await rename(temporary, path)
  await syncDirectory(dirname(path))
}
