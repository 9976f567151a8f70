import { S3Error } from '../s3-error.ts'

/**
 * Reads the few small XML documents that clients send (CORS rules, bucket configuration): elements and text.
 * Attributes are skipped, names lose their prefix. A DOCTYPE is refused: entities are how XML documents attack.
 */
export type XmlNode = { name: string; text: string; children: XmlNode[] }

const MAX_DEPTH = 16
const NAME = '[A-Za-z_][A-Za-z0-9_.:-]*'
const TOKEN = new RegExp(
  `<\\?[^]*?\\?>|<!--[^]*?-->|<!\\[CDATA\\[([^]*?)\\]\\]>|<(/?)(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>|([^<]+)`,
  'y',
)
const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** undefined for what is no character: half a surrogate pair would turn into U+FFFD, and so into another key. */
function characterOf(code: number): string | undefined {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined
  return String.fromCodePoint(code)
}

function unescapeXml(text: string): string {
  return text.replace(/&([^;]*);?/g, (_whole, name: string) => {
    const numeric = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name)
    const [, hex, decimal] = numeric ?? []
    const found = numeric ? characterOf(hex ? Number.parseInt(hex, 16) : Number(decimal)) : named.get(name)
    if (found === undefined) throw new S3Error('MalformedXML')
    return found
  })
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

class TreeBuilder {
  readonly root: XmlNode = { name: '', text: '', children: [] }
  readonly #open: XmlNode[] = [this.root]

  get current(): XmlNode {
    return this.#open.at(-1) ?? this.root
  }

  get isComplete(): boolean {
    return this.#open.length === 1 && this.root.children.length === 1 && this.root.text.trim() === ''
  }

  openElement(name: string, isEmpty: boolean): void {
    const node = { name: localName(name), text: '', children: [] }
    this.current.children.push(node)
    if (isEmpty) return
    this.#open.push(node)
    if (this.#open.length > MAX_DEPTH) throw new S3Error('MalformedXML')
  }

  closeElement(name: string): void {
    if (this.#open.length < 2 || this.current.name !== localName(name)) throw new S3Error('MalformedXML')
    this.#open.pop()
  }

  addText(text: string): void {
    this.current.text += text
  }
}

export function readXml(document: string): XmlNode {
  const source = document.replace(/^\uFEFF/, '')
  const builder = new TreeBuilder()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const token = TOKEN.exec(source)
    if (!token) throw new S3Error('MalformedXML')
    const [, cdata, closing, name, , selfClosing, text] = token
    if (name !== undefined && closing) builder.closeElement(name)
    else if (name !== undefined) builder.openElement(name, selfClosing === '/')
    else if (cdata !== undefined) builder.addText(cdata)
    else if (text !== undefined) builder.addText(unescapeXml(text))
  }
  const root = builder.root.children[0]
  if (!root || !builder.isComplete) throw new S3Error('MalformedXML')
  return root
}

export function childTexts(node: XmlNode, name: string): string[] {
  return node.children.filter(child => child.name === name).map(child => child.text.trim())
}
