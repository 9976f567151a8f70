import { afterEach, beforeEach, expect, it } from 'vitest'
import { LandfallProvider, Progress, useLandfall, useUpload } from '../../src/react.ts'
import { eventually } from '../support/eventually.ts'
import { countOf } from '../support/parts-client.ts'
import { API_KEY, startTestApi, type TestApi } from '../support/test-api.ts'
import { connectClient, type TestClient } from '../support/test-client.ts'
import { find, press, type Rendered, render, within } from './support/render.tsx'

let api: TestApi
let client: TestClient
beforeEach(async () => {
  api = await startTestApi()
  client = connectClient(api)
})
afterEach(() => api[Symbol.asyncDispose]())

const told: unknown[] = []
beforeEach(() => void told.splice(0))

function Avatar({ file, bucket = client.bucket }: { file: Blob; bucket?: string }) {
  const { upload, phase, fraction, result, error, ...acts } = useUpload({ bucket })
  const start = async () => told.push((await upload(file, { owner: 'ann' }))?.objectId ?? null)
  return (
    <>
      <output>{[phase, result?.objectId ?? '-', error?.code ?? '-'].join(' ')}</output>
      <Progress value={fraction} label="Avatar" />
      <button type="button" id="upload" onClick={() => void start()} data-size={file.size} />
      {(['retry', 'pause', 'resume', 'cancel', 'reset'] as const).map(name => (
        <button key={name} type="button" id={name} onClick={acts[name]} />
      ))}
    </>
  )
}

const photo = new File(['photo'], 'me.png', { type: 'image/png' })
const reach = ({ container }: Rendered, wanted: RegExp) =>
  eventually(() => expect(container.querySelector('output')?.textContent).toMatch(wanted))

/** Holds back the bytes until it is called. */
function holdPuts(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  api.before = name => (name === 'PUT' ? promise : undefined)
  return resolve
}

it('sends by another client what is chosen once that is given', async () => {
  const page = render(within(client, <Avatar file={photo} />))
  await press(page, '#upload')
  await reach(page, /^completed/)
  await using other = await startTestApi()
  const next = connectClient(other)
  page.rerender(within(next, <Avatar file={photo} bucket={next.bucket} />))
  await reach(page, /^idle/)
  await press(page, '#upload')
  await reach(page, /^completed/)
  expect([countOf(api, 'PUT'), countOf(other, 'PUT')]).toEqual([1, 1])
})

it('uploads a file, and tells its result by the state and by the promise', async () => {
  const page = render(within(client, <Avatar file={photo} />))
  await reach(page, /^idle/)
  await press(page, '#upload')
  await reach(page, /^completed obj_\w+ -$/)
  const [, objectId = ''] = page.container.querySelector('output')?.textContent?.split(' ') ?? []
  await eventually(() => expect(told).toEqual([objectId]))
  expect(countOf(api, 'create')).toBe(1)
  const object = await api.services.caller.objects.get({ object_id: objectId })
  expect(object).toMatchObject({ blobs: [{ details: { filename: 'me.png' } }] })
  expect((await find(page, '[role=progressbar]')).getAttribute('aria-valuenow')).toBe('100')
  await press(page, '#reset')
  await reach(page, /^idle - -$/)
})

it('gives a Blob a name', async () => {
  const page = render(within(client, <Avatar file={new Blob(['cut'], { type: 'image/png' })} />))
  await press(page, '#upload')
  await reach(page, /^completed/)
})

it('tells why it failed, never rejects, and can be tried again', async () => {
  api.failCalls('create', ...Array(20).fill('drop'))
  const page = render(within(client, <Avatar file={photo} />))
  await press(page, '#upload')
  await reach(page, /^failed - NETWORK$/)
  await eventually(() => expect(told).toEqual([null]))
  api.failCalls('create')
  await press(page, '#retry')
  await reach(page, /^completed/)
})

it('says which option is missing', async () => {
  const page = render(within(client, <Avatar file={photo} bucket="" />))
  await press(page, '#upload')
  await reach(page, /^failed - INVALID_OPTIONS$/)
})

it('pauses, resumes and cancels', async () => {
  const open = holdPuts()
  const page = render(within(client, <Avatar file={photo} />))
  await press(page, '#upload')
  await reach(page, /^sending/)
  await press(page, '#pause')
  await reach(page, /^paused/)
  await press(page, '#resume')
  await reach(page, /^sending/)
  await press(page, '#cancel')
  await reach(page, /^canceled - -$/)
  await eventually(() => expect(told).toEqual([null]))
  open()
})

it('lets a newer file take the place of one on its way, which is canceled', async () => {
  const open = holdPuts()
  const page = render(within(client, <Avatar file={photo} />))
  await press(page, '#upload')
  await reach(page, /^sending/)
  page.rerender(within(client, <Avatar file={new File(['the newer'], 'newer.png')} />))
  await press(page, '#upload[data-size="9"]')
  await eventually(() => expect(countOf(api, 'create')).toBe(2))
  open()
  await reach(page, /^completed/)
  await eventually(() => expect(told).toEqual([null, expect.stringMatching(/^obj_/)]))
  await eventually(async () => {
    const { results } = await api.services.caller.uploads.list({ bucket: client.bucket })
    expect(results.map(({ filename, status }) => `${filename} ${status}`).sort()).toEqual([
      'me.png CANCELED',
      'newer.png COMPLETED',
    ])
  })
})

function Asks({ name }: { name: string }) {
  const own = useLandfall()
  return (
    <button
      type="button"
      id={name}
      onClick={() =>
        void own.trpc.uploads.list.query({ bucket: client.bucket }).then(() => told.push('answered'))
      }
    />
  )
}

it('has a client made from options, with the token function that was rendered last', async () => {
  const asked: string[] = []
  const provider = (name: string) => (
    <LandfallProvider
      url={api.url}
      token={async () => {
        asked.push(name)
        return API_KEY
      }}
    >
      <Asks name={name} />
    </LandfallProvider>
  )
  const page = render(provider('first'))
  await find(page, '#first')
  page.rerender(provider('second'))
  await press(page, '#second')
  await eventually(() => expect(told).toEqual(['answered']))
  expect(asked).toEqual(['second'])
})
