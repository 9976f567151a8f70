/** What a stranger with React writes: everything that is typed, and something that a server renders. */
export const APP = `
import { createLandfallClient, fetchToken } from '@landfall/client'
import {
  Dropzone, FileAction, FileInput, FileItem, FileList, FileName, FileStatus, LandfallProvider, Preview, Progress,
  useDropzone, useUpload, useUploads,
} from '@landfall/client/react'

const client = createLandfallClient({ url: 'http://localhost:4000', token: fetchToken('/token') })

function Files() {
  const uploads = useUploads({ bucket: 'uploads', onCompleted: item => console.log(item.result?.receipt?.guard) })
  const { rootProps, inputProps, isDragging } = useDropzone({ onFiles: uploads.add })
  const { upload, phase } = useUpload({ bucket: 'avatars' })
  return (
    <>
      <Dropzone className="zone" accept="image/*" onFiles={uploads.add} onRefused={refused => refused[0]?.reason}>
        {({ open }) => <button onClick={open}>{phase}</button>}
      </Dropzone>
      <section {...rootProps} className={isDragging ? 'over' : ''}><input {...inputProps} /></section>
      <FileInput onFiles={files => files[0] && void upload(files[0].file)} />
      <FileList uploads={uploads} className="files">
        {item => (
          <FileItem item={item} uploads={uploads}>
            <Preview fallback="none" /> <FileName /> <FileStatus>{({ phase }) => phase}</FileStatus> <Progress />
            <FileAction action="pause">Pause</FileAction>
          </FileItem>
        )}
      </FileList>
    </>
  )
}

export const App = () => <LandfallProvider client={client}><Files /></LandfallProvider>
export const Other = () => <LandfallProvider url="http://localhost:4000" token={fetchToken('/token')} />
// @ts-expect-error a key is no option of a page
export const Wrong = () => <LandfallProvider url="http://localhost:4000" apiKey="sk" />
`

export const RENDER = `
import { createElement, version } from 'react'
import { renderToString } from 'react-dom/server'
import { createLandfallClient } from '@landfall/client'
import { Dropzone, FileList, LandfallProvider, Progress, useUpload, useUploads } from '@landfall/client/react'

function Files() {
  const uploads = useUploads({ bucket: 'uploads' })
  const { phase } = useUpload({ bucket: 'uploads' })
  return createElement(
    Dropzone,
    { onFiles: uploads.add },
    phase,
    createElement(Progress, { totals: uploads.totals }),
    createElement(FileList, { uploads }),
  )
}
const client = createLandfallClient({ url: 'http://localhost:4000' })
console.log(version, renderToString(createElement(LandfallProvider, { client }, createElement(Files))))
`
