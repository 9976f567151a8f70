import type { CorsRule } from '../cors-rule.ts'
import { S3Error } from '../s3-error.ts'
import { childTexts, readXml, type XmlNode } from './xml-read.ts'
import type { XmlElements } from './xml-write.ts'

/** The CORSConfiguration document both ways, with the limits S3 puts on rules. */
const METHODS = new Set(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'])
const MAX_RULES = 100
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

function refuse(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}

function starCount(text: string): number {
  return text.split('*').length - 1
}

/** It leaves as part of a header, which cannot hold a line break: then no answer to a page could leave at all. */
function checkExposed(header: string): void {
  if (starCount(header) > 0) {
    throw refuse(
      `ExposeHeader "${header}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
    )
  }
  if (!HEADER_NAME.test(header)) throw refuse(`ExposeHeader "${header}" is not a header name.`)
}

function checkRule(rule: CorsRule): void {
  if (rule.allowedOrigins.length === 0 || rule.allowedMethods.length === 0) throw new S3Error('MalformedXML')
  for (const method of rule.allowedMethods) {
    if (!METHODS.has(method)) {
      throw refuse(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`)
    }
  }
  for (const origin of rule.allowedOrigins) {
    if (starCount(origin) > 1) throw refuse(`AllowedOrigin "${origin}" can not have more than one wildcard.`)
  }
  for (const header of rule.allowedHeaders) {
    if (starCount(header) > 1) throw refuse(`AllowedHeader "${header}" can not have more than one wildcard.`)
  }
  rule.exposeHeaders.forEach(checkExposed)
}

function readMaxAge(node: XmlNode): number | undefined {
  const [text] = childTexts(node, 'MaxAgeSeconds')
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text)) throw new S3Error('MalformedXML')
  return Number(text)
}

function readRule(node: XmlNode): CorsRule {
  if (node.name !== 'CORSRule') throw new S3Error('MalformedXML')
  const [id] = childTexts(node, 'ID')
  const maxAgeSeconds = readMaxAge(node)
  const rule = {
    ...(id === undefined ? {} : { id }),
    allowedOrigins: childTexts(node, 'AllowedOrigin'),
    allowedMethods: childTexts(node, 'AllowedMethod'),
    allowedHeaders: childTexts(node, 'AllowedHeader'),
    exposeHeaders: childTexts(node, 'ExposeHeader'),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
  }
  checkRule(rule)
  return rule
}

export function readCorsDocument(text: string): CorsRule[] {
  const root = readXml(text)
  if (root.name !== 'CORSConfiguration' || root.children.length === 0) throw new S3Error('MalformedXML')
  if (root.children.length > MAX_RULES)
    throw refuse('The number of CORS rules should not exceed allowed limit of 100 rules.')
  return root.children.map(readRule)
}

export function corsElements(rules: readonly CorsRule[]): XmlElements {
  return {
    CORSRule: rules.map(rule => ({
      ID: rule.id,
      AllowedOrigin: rule.allowedOrigins,
      AllowedMethod: rule.allowedMethods,
      AllowedHeader: rule.allowedHeaders,
      ExposeHeader: rule.exposeHeaders,
      MaxAgeSeconds: rule.maxAgeSeconds,
    })),
  }
}
