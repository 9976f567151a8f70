import { createCRC64 } from 'hash-wasm'

/** CRC-64/NVME, the checksum that S3 keeps of the whole of any object; base64, as S3 has it. */
export interface Crc64 {
  update(chunk: Uint8Array): void
  digest(): string
}

/** Reflected, as hash-wasm takes it. The checksum of "123456789" is ae8b14860a799888. */
const POLYNOMIAL = '9a6c9329ac4bc9b5'

export async function createCrc64(): Promise<Crc64> {
  const hasher = await createCRC64(POLYNOMIAL)
  hasher.init()
  return {
    update: chunk => void hasher.update(chunk),
    digest: () => btoa(String.fromCharCode(...hasher.digest('binary'))),
  }
}

/** Read in order, from beginning to end. */
export async function crc64Of(
  crc64: Crc64,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  for await (const chunk of chunks) {
    signal.throwIfAborted()
    crc64.update(chunk)
  }
  return crc64.digest()
}
