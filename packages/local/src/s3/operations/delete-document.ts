import { readXml, type XmlNode } from '../http/xml-read.ts'
import { S3Error } from '../s3-error.ts'
import type { DeleteOrder } from './delete-version.ts'

/** The body of DeleteObjects. */
export type DeleteDocument = { isQuiet: boolean; orders: DeleteOrder[] }

const MAX_KEYS = 1000
/** Conditions that S3 has for directory buckets alone. */
const UNSUPPORTED = ['LastModifiedTime', 'Size']

/** Untrimmed: a key may begin or end with a blank. */
function textOf(node: XmlNode, name: string): string | undefined {
  return node.children.find(child => child.name === name)?.text
}

function readOrder(node: XmlNode): DeleteOrder {
  const key = textOf(node, 'Key')
  if (!key) throw new S3Error('MalformedXML')
  const unsupported = UNSUPPORTED.find(name => textOf(node, name) !== undefined)
  if (unsupported) throw new S3Error('NotImplemented', { details: { Header: unsupported } })
  return { key, versionId: textOf(node, 'VersionId'), ifMatch: textOf(node, 'ETag') }
}

export function readDeleteDocument(text: string): DeleteDocument {
  const root = readXml(text)
  const nodes = root.children.filter(child => child.name === 'Object')
  if (root.name !== 'Delete' || nodes.length === 0 || nodes.length > MAX_KEYS)
    throw new S3Error('MalformedXML')
  return { isQuiet: textOf(root, 'Quiet')?.trim() === 'true', orders: nodes.map(readOrder) }
}
