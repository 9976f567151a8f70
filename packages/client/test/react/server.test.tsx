import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { createLandfallClient } from '../../src/node.ts'
import {
  Dropzone,
  FileList,
  LandfallProvider,
  Preview,
  Progress,
  useUpload,
  useUploads,
} from '../../src/react.ts'
import { eventually } from '../support/eventually.ts'
import { choose, find, render } from './support/render.tsx'

const client = createLandfallClient({ url: 'http://api.test', apiKey: 'sk_test' })

function App() {
  const uploads = useUploads({ bucket: 'uploads', restore: false })
  const { phase } = useUpload({ bucket: 'uploads' })
  return (
    <>
      <Dropzone onFiles={uploads.add}>Drop here, {phase}</Dropzone>
      <Progress totals={uploads.totals} />
      <FileList uploads={uploads} />
      <Preview file={null} fallback="no picture" />
    </>
  )
}

const page = (
  <LandfallProvider client={client}>
    <App />
  </LandfallProvider>
)

it('is rendered on a server as it first is in a page, also when that has files by then', async () => {
  const html = renderToString(page)
  expect(html).toContain('Drop here')
  const first = render(page)
  choose(await find(first, 'input'), new File(['x'], 'a.txt'))
  await find(first, 'li')
  // Nothing of it may differ: React would say so on the console.
  const hydrated = render(page, html)
  await eventually(() => expect(hydrated.container.querySelectorAll('li')).toHaveLength(1))
})

it('says what is missing where there is no provider', () => {
  expect(() => renderToString(<App />)).toThrow('inside a <LandfallProvider>')
})
