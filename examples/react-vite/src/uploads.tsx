import { fetchToken } from '@landfall/client'
import {
  Dropzone,
  FileAction,
  FileItem,
  FileList,
  FileName,
  FileStatus,
  LandfallProvider,
  Preview,
  Progress,
  type Uploads as UploadsState,
  useUploads,
} from '@landfall/client/react'
import { useState } from 'react'

const { VITE_LANDFALL_URL: url, VITE_LANDFALL_BUCKET: bucket } = import.meta.env
const token = fetchToken('/api/upload-token')

export function Uploads() {
  if (!url || !bucket)
    return <p role="alert">Built without VITE_LANDFALL_URL or VITE_LANDFALL_BUCKET: see the README.</p>
  return (
    <LandfallProvider url={url} token={token}>
      <main>
        <h1>Uploads</h1>
        <Files />
      </main>
    </LandfallProvider>
  )
}

function Files() {
  const [refused, setRefused] = useState<string | null>(null)
  const uploads = useUploads({ bucket, warnOnLeave: true })
  return (
    <>
      <Dropzone
        className="dropzone"
        maxFileBytes={5_000_000_000}
        onFiles={files => {
          setRefused(null)
          uploads.add(files)
        }}
        onRefused={files => setRefused(files.map(({ name, reason }) => `${name}: ${reason}`).join(', '))}
      >
        {({ isDragging }) =>
          isDragging ? 'Let go' : 'Drop files or folders here, paste, or press to choose'
        }
      </Dropzone>
      {refused && <p role="alert">{refused}</p>}
      <All uploads={uploads} />
      <FileList className="files" uploads={uploads}>
        {item => (
          <FileItem item={item} uploads={uploads} className="file">
            <Preview className="preview" fallback={<span className="preview" />} />
            <div className="facts">
              <FileName className="name" />
              <FileStatus className="status" />
              <Progress />
            </div>
            <FileAction action="pause" />
            <FileAction action="resume" />
            <FileAction action="cancel" />
            <FileAction action="retry" />
            <FileAction action="attach" />
            <FileAction action="remove" />
          </FileItem>
        )}
      </FileList>
    </>
  )
}

/** All files together, weighted by bytes. */
function All({ uploads }: { uploads: UploadsState }) {
  const { active, paused, secondsLeft } = uploads.totals
  if (active === 0) return null
  return (
    <div className="all">
      <Progress totals={uploads.totals} />
      <span>{secondsLeft === null ? `${active} files` : `${Math.ceil(secondsLeft)} s left`}</span>
      {paused < active && (
        <button type="button" onClick={uploads.pauseAll}>
          Pause all
        </button>
      )}
      {paused > 0 && (
        <button type="button" onClick={uploads.resumeAll}>
          Resume all
        </button>
      )}
    </div>
  )
}
