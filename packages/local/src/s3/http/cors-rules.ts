import type { CorsRule } from '../cors-rule.ts'

/** A bucket's CORS configuration, and which of its rules speaks for a request. Pure; S3 takes the first rule that fits. */
export type CorsQuestion = {
  origin: string
  method: string
  /** Lower-case; empty for a request that is not a preflight. */
  requestHeaders: string[]
}

/** S3 allows one '*' in an origin or a header name, standing for any characters. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= pattern.length - 1 && text.startsWith(before) && text.endsWith(after)
}

export function findCorsRule(rules: readonly CorsRule[], question: CorsQuestion): CorsRule | undefined {
  return rules.find(
    rule =>
      rule.allowedOrigins.some(pattern => matches(pattern, question.origin)) &&
      rule.allowedMethods.includes(question.method) &&
      question.requestHeaders.every(header =>
        rule.allowedHeaders.some(pattern => matches(pattern.toLowerCase(), header)),
      ),
  )
}

export function corsHeaders(rule: CorsRule, question: CorsQuestion): Record<string, string> {
  const isAnyOrigin = rule.allowedOrigins.includes('*')
  return {
    'Access-Control-Allow-Origin': isAnyOrigin ? '*' : question.origin,
    'Access-Control-Allow-Methods': rule.allowedMethods.join(', '),
    ...(question.requestHeaders.length > 0
      ? { 'Access-Control-Allow-Headers': question.requestHeaders.join(', ') }
      : {}),
    ...(rule.exposeHeaders.length > 0
      ? { 'Access-Control-Expose-Headers': rule.exposeHeaders.join(', ') }
      : {}),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'Access-Control-Max-Age': String(rule.maxAgeSeconds) }),
    ...(isAnyOrigin ? {} : { 'Access-Control-Allow-Credentials': 'true' }),
    Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}
