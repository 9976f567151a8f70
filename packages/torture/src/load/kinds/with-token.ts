import { smallFile } from '../files.ts'
import type { Answer } from '../http.ts'
import type { Kind, LoadDeps } from '../load-deps.ts'
import { PLAIN_BUCKETS } from '../make-buckets.ts'
import { UploadClient } from '../upload-client.ts'

/** A page with a token that its back end minted: it uploads, tries one file too many, and may lose its token in between. */
export const withToken: Kind = async (deps, _world) => {
  const { random, witness } = deps
  const bucket = random.pick(PLAIN_BUCKETS)
  const owner = random.pick([null, `visitor-${random.int(50)}`])
  const maxFiles = random.between(1, 2)
  const { status, body } = await mint(deps, { bucket, owner, max_files: maxFiles })
  if (status !== 200) return
  witness.figures.add('tokens minted')
  for (let file = 0; file <= maxFiles; file += 1) {
    const bytes = smallFile(random)
    const client = new UploadClient(deps, {
      bucket,
      file: bytes,
      declaresSize: true,
      declaresHash: random.chance(0.3),
      sendsHeaders: true,
      inParts: false,
      owner: null,
      bearer: body.token,
    })
    if (!(await client.create())) continue
    await sendAndConfirm(client, random.weighted({ confirms: 5, leaves: 3, cancels: 1 }))
    if (random.chance(0.15)) await revoke(deps, body.token_id)
  }
}

async function sendAndConfirm(client: UploadClient, how: 'confirms' | 'leaves' | 'cancels'): Promise<void> {
  await client.send()
  if (how === 'confirms') await client.confirm('right')
  if (how === 'cancels') await client.cancel()
}

const mint = ({ call }: LoadDeps, rights: object): Promise<Answer> =>
  call({
    name: 'mint token',
    method: 'POST',
    path: '/tokens',
    json: { max_file_bytes: 60_000, expires_in_seconds: 600, ...rights },
  })

const revoke = ({ call }: LoadDeps, tokenId: string): Promise<Answer> =>
  call({ name: 'revoke token', method: 'DELETE', path: `/tokens/${tokenId}` })
