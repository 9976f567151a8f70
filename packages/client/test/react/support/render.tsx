import { type ReactNode, StrictMode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { afterEach, expect } from 'vitest'
import type { LandfallClient } from '../../../src/node.ts'
import { LandfallProvider } from '../../../src/react.ts'
import { eventually } from '../../support/eventually.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

export interface Rendered {
  container: HTMLElement
  rerender(node: ReactNode): void
  unmount(): void
}

/** In StrictMode, which mounts everything twice. */
export function render(node: ReactNode, html: string | null = null): Rendered {
  const container = document.createElement('div')
  document.body.append(container)
  const strict = (inner: ReactNode) => <StrictMode>{inner}</StrictMode>
  if (html !== null) container.innerHTML = html
  const root = html === null ? createRoot(container) : hydrateRoot(container, strict(node))
  if (html === null) root.render(strict(node))
  let isMounted = true
  const unmount = () => {
    if (isMounted) root.unmount()
    isMounted = false
    container.remove()
  }
  cleanups.push(unmount)
  return { container, rerender: next => root.render(strict(next)), unmount }
}

export const within = (client: LandfallClient, node: ReactNode) => (
  <LandfallProvider client={client}>{node}</LandfallProvider>
)

/** Once it is there. */
export async function find<TElement extends HTMLElement>(
  { container }: Pick<Rendered, 'container'>,
  selector: string,
): Promise<TElement> {
  await eventually(() => expect(container.querySelector(selector)).not.toBeNull())
  return container.querySelector(selector) as TElement
}

export const press = async (rendered: Rendered, selector: string) => (await find(rendered, selector)).click()

/** As a browser does it after its dialog. */
export function choose(input: HTMLInputElement, ...files: File[]): void {
  Object.defineProperty(input, 'files', { value: files, configurable: true })
  input.dispatchEvent(new window.Event('change', { bubbles: true }))
}

/** An event with files; `types` is what a browser tells of them. */
export function fileEvent(type: string, files: File[], types: string[] = ['Files']): Event {
  const items = files.map(file => ({ kind: 'file', type: file.type, getAsFile: () => file }))
  const data = { types, items, files, dropEffect: 'copy' }
  const event = new window.Event(type, { bubbles: true, cancelable: true })
  return Object.assign(event, type === 'paste' ? { clipboardData: data } : { dataTransfer: data })
}
