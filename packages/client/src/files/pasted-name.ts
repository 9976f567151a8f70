/** What browsers call a picture that was never a file. */
const NAMELESS = /^image\.(png|jpe?g|gif|webp|bmp|tiff?)$/i

/** `Pasted 2026-11-22 at 18.40.12.png`: a screenshot gets a name that sorts and says where it came from. */
export function nameOfPasted(filename: string, now: Date): string {
  const extension = NAMELESS.exec(filename)?.[1]
  if (extension === undefined) return filename
  const two = (part: number) => String(part).padStart(2, '0')
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-')
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.')
  return `Pasted ${day} at ${time}.${extension.toLowerCase()}`
}
