const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

/** Control characters leave as numeric references, as S3 does: a key may hold them, XML 1.0 text may not. */
function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be found
  return text.replace(/[&<>"\u0000-\u0008\u000b-\u001f]/g, found => {
    return entities[found] ?? `&#x${found.charCodeAt(0).toString(16)};`
  })
}

type XmlValue = string | number | boolean | undefined | XmlElements | XmlValue[]
export type XmlElements = { [name: string]: XmlValue }

/** Names in order become elements; an array repeats its name; undefined leaves the element out. */
function xmlElements(elements: XmlElements): string {
  let text = ''
  for (const [name, value] of Object.entries(elements)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === undefined) continue
      const inner = typeof item === 'object' ? xmlElements(item as XmlElements) : escapeXml(String(item))
      text += `<${name}>${inner}</${name}>`
    }
  }
  return text
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** A list of contents is written one after the other, where the order of elements with different names says something. */
export function xmlDocument(root: string, content: XmlElements | XmlElements[] | string): string {
  const inner = typeof content === 'string' ? escapeXml(content) : [content].flat().map(xmlElements).join('')
  return `${DECLARATION}<${root} xmlns="${NAMESPACE}">${inner}</${root}>`
}

/** S3's error documents carry no namespace. */
export function xmlErrorDocument(content: XmlElements): string {
  return `${DECLARATION}<Error>${xmlElements(content)}</Error>`
}
