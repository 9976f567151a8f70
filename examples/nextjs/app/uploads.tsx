'use client'

import { fetchToken } from '@landfall/client'
import { Dropzone, FileList, LandfallProvider, Progress, useUploads } from '@landfall/client/react'

const token = fetchToken('/api/upload-token')

export function Uploads({ url, bucket }: { url: string; bucket: string }) {
  return (
    <LandfallProvider url={url} token={token}>
      <Files bucket={bucket} />
    </LandfallProvider>
  )
}

function Files({ bucket }: { bucket: string }) {
  const uploads = useUploads({ bucket, warnOnLeave: true })
  const verified = uploads.items.filter(({ phase }) => phase === 'completed')
  return (
    <>
      <Dropzone className="dropzone" onFiles={uploads.add}>
        Drop files or folders here, paste them, or press to choose
      </Dropzone>
      {uploads.totals.active > 0 && <Progress totals={uploads.totals} />}
      <FileList className="files" uploads={uploads} />
      {verified.length > 0 && (
        <table>
          <caption>Receipts</caption>
          <thead>
            <tr>
              <th>File</th>
              <th>Object</th>
              <th>Checksum</th>
            </tr>
          </thead>
          <tbody>
            {verified.map(({ id, filename, result }) => (
              <tr key={id}>
                <td>{filename}</td>
                <td>{result?.objectId}</td>
                <td>{result?.receipt?.checksum}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
