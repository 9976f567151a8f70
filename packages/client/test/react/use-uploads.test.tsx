import { useState } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMemoryStore, type LandfallClient } from '../../src/node.ts'
import { Dropzone, FileList, Progress, type UseUploadsOptions, useUploads } from '../../src/react.ts'
import { eventually } from '../support/eventually.ts'
import type { PutFault } from '../support/faults.ts'
import { BYTES, connectPartsClient, countOf, PARTS } from '../support/parts-client.ts'
import { startTestApi, type TestApi } from '../support/test-api.ts'
import type { TestClient } from '../support/test-client.ts'
import { choose, find, press, type Rendered, render, within } from './support/render.tsx'

let api: TestApi
let client: TestClient
beforeEach(async () => {
  api = await startTestApi()
  client = connectPartsClient(api, createMemoryStore())
})
afterEach(() => api[Symbol.asyncDispose]())

const small = (name: string) => new File([`in ${name}`], name, { lastModified: 7 })
const film = new File([BYTES], 'film.mov', { lastModified: 7 })

function Manager({ files, ...options }: UseUploadsOptions & { files: File[] }) {
  const uploads = useUploads({ bucket: client.bucket, ...options })
  return (
    <>
      <button type="button" id="add" onClick={() => uploads.add(files)}>
        Add
      </button>
      <Progress totals={uploads.totals} id="all" />
      <FileList uploads={uploads} />
    </>
  )
}

const phases = ({ container }: Rendered) =>
  [...container.querySelectorAll('li')].map(li => li.getAttribute('data-phase'))
const reach = (rendered: Rendered, ...wanted: string[]) =>
  eventually(() => expect(phases(rendered)).toEqual(wanted))
const show = (node: React.ReactNode, of: LandfallClient = client) => render(within(of, node))

it('uploads each file once in StrictMode, shows where it is, and says when it is there', async () => {
  const onCompleted = vi.fn()
  const page = show(<Manager files={[small('a.txt'), small('b.txt')]} onCompleted={onCompleted} />)
  expect(page.container.querySelector('li')).toBeNull()
  await press(page, '#add')
  await reach(page, 'completed', 'completed')
  expect(countOf(api, 'create')).toBe(2)
  expect(countOf(api, 'PUT')).toBe(2)
  expect(onCompleted.mock.calls.map(([item]) => [item.filename, item.result.status])).toEqual(
    expect.arrayContaining([
      ['a.txt', 'COMPLETED'],
      ['b.txt', 'COMPLETED'],
    ]),
  )
  expect(onCompleted).toHaveBeenCalledTimes(2)
  expect((await find(page, '#all')).getAttribute('aria-valuenow')).toBe('100')
})

function App() {
  const [isShown, setShown] = useState(true)
  return (
    <>
      <button type="button" id="toggle" onClick={() => setShown(!isShown)}>
        Toggle
      </button>
      {isShown && <Manager files={[small('a.txt')]} />}
      <output>{String(isShown)}</output>
    </>
  )
}

it('goes on when its component goes, and is there when it comes back', async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  api.before = name => (name === 'PUT' ? opened : undefined)
  const page = show(<App />)
  await press(page, '#add')
  await reach(page, 'sending')
  await press(page, '#toggle')
  await eventually(() => expect(page.container.textContent).toContain('false'))
  open()
  await eventually(() => expect(api.calls).toContain('confirm'))
  await press(page, '#toggle')
  await reach(page, 'completed')
  expect(countOf(api, 'create')).toBe(1)
})

it('shares its files with whoever names the same queue, and with nobody else', async () => {
  const page = show(
    <>
      <Manager files={[small('a.txt')]} />
      <section>
        <Manager files={[]} />
      </section>
      <aside>
        <Manager files={[]} queue="avatars" />
      </aside>
    </>,
  )
  await press(page, '#add')
  await reach(page, 'completed', 'completed')
  expect(page.container.querySelectorAll('section li')).toHaveLength(1)
  expect(page.container.querySelectorAll('aside li')).toHaveLength(0)
})

it('takes up what an earlier page left, once, and goes on with the same file', async () => {
  const kept = createMemoryStore()
  const crashed = connectPartsClient(api, kept)
  api.failPuts(...Array<PutFault>(9).fill('serve'), ...Array<PutFault>(500).fill('drop'))
  await crashed.upload(film, { bucket: crashed.bucket }).catch(() => undefined)
  api.failPuts()
  api.calls.length = 0

  const page = show(<Manager files={[]} />, connectPartsClient(api, kept))
  await reach(page, 'interrupted')
  expect(page.container.textContent).toContain('choose the file again')
  choose(await find(page, 'li input'), small('other.mov'))
  expect((await find(page, '[role=alert]')).textContent).toContain('another file')
  choose(await find(page, 'li input'), film)
  await reach(page, 'completed')
  expect(countOf(api, 'create')).toBe(0)
  expect(countOf(api, 'PUT')).toBeLessThan(PARTS)
})

it('tells once what it brought to its end without the file', async () => {
  const kept = createMemoryStore()
  const crashed = connectPartsClient(api, kept)
  api.failCalls('confirm', ...Array(20).fill('drop'))
  await crashed.upload(film, { bucket: crashed.bucket }).catch(() => undefined)
  api.failCalls('confirm')
  const onRestored = vi.fn()
  const page = show(<Manager files={[]} onRestored={onRestored} />, connectPartsClient(api, kept))
  await eventually(() => expect(onRestored).toHaveBeenCalled())
  expect(onRestored.mock.calls.map(([finished]) => finished[0].filename)).toEqual(['film.mov'])
  expect(phases(page)).toEqual([])
})

it('pauses, resumes, cancels and retries at the press of a button', async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  api.before = name => (name === 'PUT' ? opened : undefined)
  const page = show(<Manager files={[small('a.txt')]} />)
  await press(page, '#add')
  await reach(page, 'sending')
  await press(page, '[data-action=pause]')
  await reach(page, 'paused')
  expect(page.container.querySelector('li')?.hasAttribute('data-paused')).toBe(true)
  expect(page.container.querySelector('[data-action=pause]')).toBeNull()
  await press(page, '[aria-label="Resume a.txt"]')
  await reach(page, 'sending')
  await press(page, '[data-action=cancel]')
  await reach(page, 'canceled')
  open()
  await press(page, '[data-action=retry]')
  await reach(page, 'completed')
  await press(page, '[data-action=remove]')
  await reach(page)
})

/** Of a file that is held on its way. */
async function showHeld() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  api.before = name => (name === 'PUT' ? opened : undefined)
  const page = show(<Manager files={[small('a.txt')]} />)
  await press(page, '#add')
  await reach(page, 'sending')
  return { page, open }
}

/** As with the keyboard, which presses what has the focus. */
async function pressFocused(page: Rendered, action: string, label?: string) {
  const button = await find(page, `[data-action=${action}]${label ? `[aria-label="${label}"]` : ''}`)
  button.focus()
  button.click()
}

const focused = () => document.activeElement?.getAttribute('data-action') ?? null

it('keeps the focus in the row of a file when the pressed button goes', async () => {
  const { page, open } = await showHeld()
  await pressFocused(page, 'pause')
  await eventually(() => expect(focused()).toBe('resume'))
  await pressFocused(page, 'resume')
  await eventually(() => expect(focused()).toBe('pause'))
  await pressFocused(page, 'cancel')
  await eventually(() => expect(focused()).toBe('retry'))
  open()
})

it('gives the focus of a removed file to the next one, then to the one before, and then to where files are added', async () => {
  const page = show(
    <div>
      <Dropzone onFiles={() => undefined} aria-label="Files" />
      <Manager files={[small('a.txt'), small('b.txt'), small('c.txt')]} />
    </div>,
  )
  await press(page, '#add')
  await reach(page, 'completed', 'completed', 'completed')
  const label = () => document.activeElement?.getAttribute('aria-label')
  await pressFocused(page, 'remove', 'Remove b.txt')
  for (const next of ['Remove c.txt', 'Remove a.txt', 'Files']) {
    await eventually(() => expect(label()).toBe(next))
    ;(document.activeElement as HTMLElement).click()
  }
  await reach(page)
})

it('leaves the focus alone that is elsewhere', async () => {
  const { page, open } = await showHeld()
  ;(await find(page, '#add')).focus()
  await press(page, '[data-action=cancel]')
  await reach(page, 'canceled')
  await find(page, '[data-action=retry]')
  expect(document.activeElement?.id).toBe('add')
  open()
})

it('says why a file failed, and retries by itself when the network is back', async () => {
  const onFailed = vi.fn()
  api.failCalls('create', ...Array(20).fill('drop'))
  const page = show(<Manager files={[small('a.txt')]} onFailed={onFailed} />)
  await press(page, '#add')
  await reach(page, 'failed')
  expect(onFailed.mock.calls.map(([item]) => item.error.code)).toEqual(['NETWORK'])
  api.failCalls('create')
  window.dispatchEvent(new window.Event('online'))
  await reach(page, 'completed')
})

it('goes on with the other files, and tells them, where a handler of the app throws', async () => {
  const mistake = new Error('a mistake of the app')
  const surfaced: unknown[] = []
  const { queueMicrotask: later } = globalThis
  const watched = (task: () => void) =>
    later(() => {
      try {
        task()
      } catch (error) {
        surfaced.push(error)
      }
    })
  vi.stubGlobal('queueMicrotask', watched)
  const onCompleted = vi.fn(() => {
    throw mistake
  })
  const page = show(<Manager files={[small('a.txt'), small('b.txt')]} onCompleted={onCompleted} />)
  await press(page, '#add')
  await reach(page, 'completed', 'completed')
  await eventually(() => expect(surfaced).toEqual([mistake, mistake]))
  vi.unstubAllGlobals()
})

it('has the browser ask before files on their way are left, and not afterwards', async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  api.before = name => (name === 'PUT' ? opened : undefined)
  const leave = () => {
    const event = new window.Event('beforeunload', { cancelable: true })
    window.dispatchEvent(event)
    return event.defaultPrevented
  }
  const page = show(<Manager files={[small('a.txt')]} warnOnLeave />)
  await press(page, '#add')
  await reach(page, 'sending')
  await eventually(() => expect(leave()).toBe(true))
  open()
  await reach(page, 'completed')
  await eventually(() => expect(leave()).toBe(false))
})
