import { crc32, deflateSync } from 'node:zlib'

type Color = readonly [red: number, green: number, blue: number]

/** A PNG of 8-bit RGB (https://www.w3.org/TR/png-3/), drawn point by point; `x` and `y` run from 0 to 1. */
export function png(
  { width, height }: { width: number; height: number },
  colorAt: (x: number, y: number) => Color,
): Buffer<ArrayBuffer> {
  const lines = Array.from({ length: height }, (_, y) =>
    // Each line opens with its filter; 0: none.
    [0, ...Array.from({ length: width }, (_, x) => colorAt(x / width, y / height)).flat()],
  )
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A horizon: sky above, water below. */
export const seascape = (hue: Color, width = 64): Buffer<ArrayBuffer> =>
  png({ width, height: Math.round(width * 0.66) }, (x, y) => {
    const light = y < 0.6 ? 1.3 - y * 0.6 : 0.5 + 0.25 * Math.sin(40 * y + 6 * x)
    const channel = (value: number) => Math.min(255, Math.round(value * light))
    return [channel(hue[0]), channel(hue[1]), channel(hue[2])]
  })
