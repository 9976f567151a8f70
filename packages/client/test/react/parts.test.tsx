import { version } from 'react'
import { version as domVersion } from 'react-dom'
import { afterEach, expect, it, vi } from 'vitest'
import { Dropzone, type DropzoneProps, FileInput, Preview, Progress, usePreview } from '../../src/react.ts'
import { eventually } from '../support/eventually.ts'
import { choose, fileEvent, find, type Rendered, render } from './support/render.tsx'

afterEach(() => vi.restoreAllMocks())

const picture = new File(['<svg/>'], 'a.svg', { type: 'image/svg+xml' })
const note = new File(['note'], 'note.txt', { type: 'text/plain' })

it('is tested with the React that it says', () => {
  expect([version, domVersion]).toEqual([
    expect.stringMatching(`^${process.env.REACT_VERSION}\\.`),
    expect.stringMatching(`^${process.env.REACT_VERSION}\\.`),
  ])
})

/** A zone, with what it took and refused. */
async function zone(props: Partial<DropzoneProps> = {}) {
  const taken: string[] = []
  const refused: string[] = []
  const page = render(
    <>
      <Dropzone
        id="zone"
        className="mine"
        onFiles={files => taken.push(...files.map(({ file, path }) => path ?? file.name))}
        onRefused={files => refused.push(...files.map(({ name, reason }) => `${name} ${reason}`))}
        {...props}
      />
      <p id="outside" />
    </>,
  )
  const root = await find(page, '#zone')
  const send = (type: string, files: File[], target: EventTarget = root) => {
    const event = fileEvent(type, files)
    target.dispatchEvent(event)
    return event
  }
  return { page, root, taken, refused, send }
}

const attributesOf = (element: Element, ...names: string[]) => names.map(name => element.getAttribute(name))

it('takes what is dropped on it, and shows while something is held over it', async () => {
  const { root, taken, send } = await zone()
  expect(attributesOf(root, 'class', 'role', 'tabindex', 'data-dragging')).toEqual([
    'mine',
    'button',
    '0',
    null,
  ])
  send('dragenter', [note])
  await eventually(() => expect(root.hasAttribute('data-dragging')).toBe(true))
  expect(send('dragover', [note]).defaultPrevented).toBe(true)
  expect(send('drop', [note, picture]).defaultPrevented).toBe(true)
  await eventually(() => expect(taken).toEqual(['note.txt', 'a.svg']))
  await eventually(() => expect(root.hasAttribute('data-dragging')).toBe(false))
})

it('walks a dropped folder, and says what could not be read', async () => {
  const { root, taken, refused } = await zone()
  const fileEntry = (fullPath: string, file: File | null) => ({
    isDirectory: false,
    fullPath,
    file: (resolve: (file: File) => void, reject: () => void) => (file ? resolve(file) : reject()),
  })
  const left = [fileEntry('/photos/a.svg', picture), fileEntry('/photos/gone', null)]
  const reader = { readEntries: (resolve: (some: unknown[]) => void) => resolve(left.splice(0, 1)) }
  const folder = { isDirectory: true, fullPath: '/photos', createReader: () => reader }
  const item = { kind: 'file', type: '', webkitGetAsEntry: () => folder }
  root.dispatchEvent(
    Object.assign(fileEvent('drop', []), { dataTransfer: { types: ['Files'], items: [item] } }),
  )
  await eventually(() => expect(taken).toEqual(['photos/a.svg']))
  await eventually(() => expect(refused).toEqual(['photos/gone unreadable']))
})

it('takes only what it is for, and says what it refused', async () => {
  const { root, taken, refused, send } = await zone({ accept: 'image/*', maxFiles: 1, maxFileBytes: 10 })
  send('dragenter', [note])
  await eventually(() => expect(root.hasAttribute('data-refusing')).toBe(true))
  const large = new File(['0123456789a'], 'large.png', { type: 'image/png' })
  send('drop', [note, large, picture, picture])
  await eventually(() => expect(taken).toEqual(['a.svg']))
  expect(refused).toEqual(['note.txt type', 'large.png too_large', 'a.svg too_many'])
})

it('does not let a file that missed it take the page away', async () => {
  const { page, taken, send } = await zone()
  const outside = await find(page, '#outside')
  expect(send('dragover', [note], outside).defaultPrevented).toBe(true)
  expect(send('drop', [note], outside).defaultPrevented).toBe(true)
  expect(taken).toEqual([])
})

it('takes files from anywhere on the page where that is asked for', async () => {
  const { page, taken, send } = await zone({ scope: 'page' })
  const outside = await find(page, '#outside')
  expect(send('dragover', [note], outside)).toMatchObject({ dataTransfer: { dropEffect: 'copy' } })
  send('drop', [note], outside)
  await eventually(() => expect(taken).toEqual(['note.txt']))
  send('paste', [new File(['x'], 'image.png', { type: 'image/png' })], outside)
  await eventually(() => expect(taken[1]).toMatch(/^Pasted .*\.png$/))
})

it('is not heard of by the page when a zone inside took it, and the other way round', async () => {
  const page: string[] = []
  const inner: string[] = []
  const rendered = render(
    <Dropzone scope="page" onFiles={() => page.push('page')}>
      <Dropzone id="inner" onFiles={() => inner.push('inner')} />
    </Dropzone>,
  )
  const zoneInside = await find(rendered, '#inner')
  zoneInside.dispatchEvent(fileEvent('drop', [note]))
  await eventually(() => expect(inner).toEqual(['inner']))
  document.body.dispatchEvent(fileEvent('drop', [note]))
  await eventually(() => expect(page).toEqual(['page']))
  expect(inner).toEqual(['inner'])
})

it('leaves text alone that is pasted or dragged', async () => {
  const { root, taken } = await zone()
  root.dispatchEvent(fileEvent('paste', [picture], ['text/plain', 'Files']))
  const drag = fileEvent('drop', [], ['text/plain'])
  root.dispatchEvent(drag)
  expect([drag.defaultPrevented, taken]).toEqual([false, []])
})

it('opens the choice of files by click, Enter and Space, and not for a button inside', async () => {
  const { page, root, taken } = await zone({ children: <a href="#x">more</a> })
  const input = await find<HTMLInputElement>(page, '#zone input')
  const opened = vi.spyOn(input, 'click').mockImplementation(() => undefined)
  root.click()
  for (const key of ['Enter', ' ', 'a']) {
    root.dispatchEvent(new window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  }
  expect(opened).toHaveBeenCalledTimes(3)
  ;(await find(page, '#zone a')).click()
  expect(opened).toHaveBeenCalledTimes(3)
  choose(input, note)
  expect(taken).toEqual(['note.txt'])
})

it('does nothing while it is disabled', async () => {
  const { page, root, taken, send } = await zone({ disabled: true })
  const input = await find<HTMLInputElement>(page, '#zone input')
  const opened = vi.spyOn(input, 'click').mockImplementation(() => undefined)
  root.click()
  send('drop', [note])
  expect(attributesOf(root, 'aria-disabled', 'tabindex', 'data-disabled')).toEqual(['true', '-1', ''])
  expect([opened.mock.calls.length, taken]).toEqual([0, []])
})

it('tells its children where it is, and leaves the press to them', async () => {
  const opened = vi.fn()
  const { page, root } = await zone({
    noClick: true,
    directory: true,
    children: ({ isDragging, open }) => (
      <button type="button" onClick={open}>
        {isDragging ? 'Drop!' : 'Choose'}
      </button>
    ),
  })
  const input = await find<HTMLInputElement>(page, '#zone input')
  vi.spyOn(input, 'click').mockImplementation(opened)
  expect(root.hasAttribute('role')).toBe(false)
  expect(input.hasAttribute('webkitdirectory')).toBe(true)
  root.click()
  expect(opened).not.toHaveBeenCalled()
  ;(await find(page, 'button')).click()
  expect(opened).toHaveBeenCalledTimes(1)
  root.dispatchEvent(fileEvent('dragenter', [note]))
  await eventually(() => expect(root.textContent).toBe('Drop!'))
})

it('has an input for forms, with where the files of a folder lay', async () => {
  const taken: unknown[] = []
  const page = render(<FileInput onFiles={files => taken.push(...files)} accept=".txt" aria-label="Files" />)
  const input = await find<HTMLInputElement>(page, 'input[aria-label=Files]')
  const inFolder = new File(['x'], 'b.txt')
  Object.defineProperty(inFolder, 'webkitRelativePath', { value: 'notes/b.txt' })
  choose(input, inFolder, picture)
  expect(taken).toEqual([{ file: inFolder, path: 'notes/b.txt' }])
})

it('has a progress that screen readers can read', async () => {
  const page = render(<Progress value={0.426} label="Film" className="bar" />)
  const bar = await find(page, '[role=progressbar]')
  const names = ['aria-label', 'aria-valuemin', 'aria-valuemax', 'aria-valuenow', 'data-state', 'class']
  expect(attributesOf(bar, ...names)).toEqual(['Film', '0', '100', '43', 'loading', 'bar'])
  expect((bar.firstElementChild as HTMLElement).style.inlineSize).toBe('43%')
  page.rerender(<Progress value={null} />)
  await eventually(() => expect(attributesOf(bar, 'aria-valuenow', 'data-state')).toEqual([null, 'unknown']))
})

/** How many URLs were made and not taken back. */
function watchUrls() {
  const open = new Set<string>()
  let made = 0
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    made += 1
    open.add(`blob:${made}`)
    return `blob:${made}`
  })
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation(url => void open.delete(url))
  return open
}

const shownIn = ({ container }: Rendered) => container.querySelector('img')?.getAttribute('src') ?? null

it('previews pictures, and takes its URLs back', async () => {
  const open = watchUrls()
  const page = render(<Preview file={picture} alt="A" className="thumb" />)
  await eventually(() => expect([shownIn(page)]).toEqual([...open]))
  expect(open.size).toBe(1)
  const [first] = open
  page.rerender(<Preview file={new File(['x'], 'b.png', { type: 'image/png' })} />)
  await eventually(() => expect(shownIn(page)).not.toBe(first))
  await eventually(() => expect([shownIn(page)]).toEqual([...open]))
  page.unmount()
  await eventually(() => expect(open.size).toBe(0))
})

it('shows a fallback for what cannot be shown', async () => {
  const open = watchUrls()
  const page = render(<Preview file={note} fallback={<i>no picture</i>} />)
  await find(page, 'i')
  expect(open.size).toBe(0)
  page.rerender(<Preview file={picture} fallback={<i>no picture</i>} />)
  const image = await find(page, 'img')
  image.dispatchEvent(new window.Event('error'))
  await find(page, 'i')
})

const shownUrls: string[] = []

function Shows({ file, open }: { file: Blob; open: ReadonlySet<string> }) {
  const url = usePreview(file)
  if (url !== null) shownUrls.push(open.has(url) ? 'open' : 'taken back')
  return <b>{url}</b>
}

it('never shows the URL of the file before', async () => {
  const open = watchUrls()
  const page = render(<Shows file={picture} open={open} />)
  await eventually(() => expect(shownUrls).toContain('open'))
  page.rerender(<Shows file={note} open={open} />)
  await eventually(() => expect(page.container.textContent).toMatch(/blob:[^12]/))
  expect(shownUrls).not.toContain('taken back')
})
