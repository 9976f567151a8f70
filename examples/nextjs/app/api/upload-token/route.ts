import { createTokenRoute } from '@landfall/client/next'
import { readSettings } from '../../../settings.ts'

export function POST(request: Request): Promise<Response> {
  const { url: apiUrl, apiKey, bucket } = readSettings()
  const issueToken = createTokenRoute({
    apiKey,
    apiUrl,
    // Here your app checks who asks, by its session for example, and says what they may do.
    authorize: () => ({ bucket, owner: 'ada', maxFiles: 1_000, maxFileBytes: 5_000_000_000 }),
  })
  return issueToken(request)
}
