import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { CreateBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PROFILES } from '../../src/s3/index.ts'
import { exitOf, MAIN, startStoreProcess, storeEnv } from './support/store-process.ts'
import { BUCKET, newClient, newFolder, startTestStore } from './support/test-store.ts'

async function stderrAndCode(env: NodeJS.ProcessEnv): Promise<{ stderr: string; code: number | null }> {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', data => {
    stderr += data
  })
  await once(child, 'close')
  return { stderr, code: child.exitCode }
}

describe('the store’s process', () => {
  it('tells its parent where it is and serves', async () => {
    await using folder = await newFolder()
    await using store = await startStoreProcess(folder.dir)
    const client = newClient(store.endpoint)
    onTestFinished(() => client.destroy())
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await client.send(new HeadBucketCommand({ Bucket: BUCKET }))
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async signal => {
    await using folder = await newFolder()
    await using store = await startStoreProcess(folder.dir)
    expect(await store.stop(signal)).toEqual({ code: 0, signal: null })
  })

  it('ends when its parent is gone', async () => {
    await using folder = await newFolder()
    await using store = await startStoreProcess(folder.dir)
    store.child.disconnect()
    expect(await exitOf(store.child)).toEqual({ code: 0, signal: null })
  })

  it('says in one line that its port is taken, and exits with 1', async () => {
    await using running = await startTestStore()
    await using folder = await newFolder()
    const { stderr, code } = await stderrAndCode(storeEnv(folder.dir, running.port))
    expect(stderr).toBe(`S3 store: port ${running.port} is taken; set S3_PORT to a free one\n`)
    expect(code).toBe(1)
  })

  it.each([
    ['S3_SECRET_ACCESS_KEY', '', 'S3 store: S3_SECRET_ACCESS_KEY is not set\n'],
    ['S3_PORT', 'http', 'S3 store: S3_PORT is not a port number\n'],
    ['S3_EVENTS_URL', 'nowhere', 'S3 store: S3_EVENTS_URL is not an http address\n'],
    ['S3_PROFILE', 'r3', `S3 store: S3_PROFILE is none of ${Object.keys(PROFILES).join(', ')}\n`],
  ])('names %s when it is wrong', async (name, value, line) => {
    await using folder = await newFolder()
    const { stderr, code } = await stderrAndCode({ ...storeEnv(folder.dir), [name]: value })
    expect({ stderr, code }).toEqual({ stderr: line, code: 1 })
  })

  it('gives its folder over to the next one, also after kill -9', async () => {
    await using folder = await newFolder()
    await using first = await startStoreProcess(folder.dir)
    await first.stop('SIGKILL')
    await using second = await startStoreProcess(folder.dir)
    expect(second.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })
})
