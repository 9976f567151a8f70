type PageParts = { apiUrl: string; bucket: string; imports: Record<string, string> }

/** Uploads what is chosen, and says in `output` what came of it. `?once`: with the one token that it fetched when it loaded. */
export const pageHtml = ({ apiUrl, bucket, imports }: PageParts) => `<!doctype html>
<html lang="en">
  <head>
    <title>A shop</title>
    <script type="importmap">${JSON.stringify({ imports })}</script>
  </head>
  <body>
    <label>Photo <input type="file" disabled /></label>
    <output></output>
    <script type="module">
      import { createLandfallClient, fetchToken } from '@landfall/client'

      const ask = fetchToken('/token')
      const token = location.search === '?once' ? await ask(null) : ask
      const landfall = createLandfallClient({ url: '${apiUrl}', token })
      const input = document.querySelector('input')
      const output = document.querySelector('output')
      input.addEventListener('change', async () => {
        const upload = landfall.upload(input.files[0], { bucket: '${bucket}', metadata: { from: 'page', alt: 'a cat' } })
        output.value = await upload.then(
          ({ uploadId, receipt }) => uploadId + ' ' + receipt.checksum,
          error => error.code + ' ' + error.status,
        )
      })
      input.disabled = false
    </script>
  </body>
</html>`
