import { InfrastructureError } from '@landfall/core/domain'
import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  write(createLog({ level: 'info', write: line => lines.push(line) }))
  return lines.join('')
}

const SIGNED =
  'http://127.0.0.1:9000/bucket/key%20x?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F2026&X-Amz-Signature=abcdef0123'

describe('the log', () => {
  it('writes one JSON object per line', () => {
    const line = JSON.parse(logged(log => log.info({ requestId: 'req_1', ms: 3 }, 'request')))

    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      requestId: 'req_1',
      ms: 3,
      msg: 'request',
    })
  })

  it.each([
    ['in a field', (log: ReturnType<typeof createLog>) => log.info({ url: SIGNED }, 'x')],
    [
      'deep in a field',
      (log: ReturnType<typeof createLog>) => log.info({ a: [{ b: `see ${SIGNED} now` }] }, 'x'),
    ],
    ['in the message', (log: ReturnType<typeof createLog>) => log.warn({}, `PUT ${SIGNED}`)],
    [
      'in an error',
      (log: ReturnType<typeof createLog>) => log.error({ err: new Error(`GET ${SIGNED}`) }, 'x'),
    ],
    [
      'in the cause of an error',
      (log: ReturnType<typeof createLog>) =>
        log.error({ err: new InfrastructureError('STORAGE_UNAVAILABLE', new Error(SIGNED)) }, 'x'),
    ],
  ])('cuts the query off a signed URL %s, and keeps the rest', (_where, write) => {
    const text = logged(write)

    expect(text).toContain('http://127.0.0.1:9000/bucket/key%20x?[redacted]')
    expect(text).not.toMatch(/X-Amz-Signature|abcdef0123|AKIA/)
    expect(() =>
      text
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line)),
    ).not.toThrow()
  })

  it('hides API keys, credentials of requests and passwords of connection strings', () => {
    const text = logged(log => {
      log.info({ authorization: 'Bearer sk_abcdefghijklmnop', request: { cookie: 'session=1' } }, 'x')
      log.info({ note: 'key sk_abcdefghijklmnop' }, 'x')
      log.error({ err: new Error('postgres://landfall:hunter2@db:5432/x is not there') }, 'x')
    })

    expect(text).not.toMatch(/abcdefghijklmnop|session=1|hunter2/)
    expect(text).toContain('postgres://landfall:[redacted]@db:5432/x')
  })

  it('keeps of an error its name, code, message, stack and cause, and nothing else', () => {
    const error = Object.assign(new Error('no'), {
      code: 'ECONNRESET',
      $response: { headers: { secret: 1 } },
    })
    const line = JSON.parse(logged(log => log.error({ err: error }, 'x')))

    expect(line.err).toEqual({
      name: 'Error',
      message: 'no',
      code: 'ECONNRESET',
      stack: expect.stringContaining('log.test'),
    })
  })
})
