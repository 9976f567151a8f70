import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../checksum/hasher.ts'
import { childTexts, readXml, type XmlNode } from '../http/xml-read.ts'
import { S3Error } from '../s3-error.ts'
import { checksumElementName } from './object-headers.ts'

/** One part as the client lists it when it completes an upload. */
export type ClaimedPart = {
  partNumber: number
  /** Without quotes. */
  etag: string
  /** Base64, by algorithm. */
  checksums: ReadonlyMap<ChecksumAlgorithm, string>
}

function readChecksums(node: XmlNode): Map<ChecksumAlgorithm, string> {
  const checksums = new Map<ChecksumAlgorithm, string>()
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const [value] = childTexts(node, checksumElementName(algorithm))
    if (value) checksums.set(algorithm, value)
  }
  return checksums
}

function readPart(node: XmlNode): ClaimedPart {
  const [number = ''] = childTexts(node, 'PartNumber')
  const [etag] = childTexts(node, 'ETag')
  if (!/^\d{1,9}$/.test(number) || etag === undefined) throw new S3Error('MalformedXML')
  return {
    partNumber: Number(number),
    etag: etag.replace(/^"(.*)"$/, '$1'),
    checksums: readChecksums(node),
  }
}

export function readCompleteDocument(text: string): ClaimedPart[] {
  const root = readXml(text)
  const nodes = root.children.filter(child => child.name === 'Part')
  if (root.name !== 'CompleteMultipartUpload' || nodes.length === 0) throw new S3Error('MalformedXML')
  const parts = nodes.map(readPart)
  if (parts.some((part, at) => part.partNumber <= (parts[at - 1]?.partNumber ?? 0))) {
    throw new S3Error('InvalidPartOrder')
  }
  return parts
}
