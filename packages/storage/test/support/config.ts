import type { S3Config } from '../../src/index.ts'

/** A store that nobody listens on: for whatever needs no answer. */
export function makeConfig(overrides: Partial<S3Config> = {}): S3Config {
  return {
    bucket: 'landfall-test',
    region: 'eu-central-1',
    endpoint: 'http://127.0.0.1:9',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    ...overrides,
  }
}
