import { LandfallError } from '@landfall/client'
import { ERROR_CATALOG } from '@landfall/core/domain'
import { TRPCClientError } from '@trpc/client'
import { expect, it } from 'vitest'
import { codeOf, explain, explainCode } from './api-error.ts'

const UNKNOWN = explainCode('A_CODE_OF_TOMORROW')

it.each(Object.keys(ERROR_CATALOG).filter(code => code !== 'INTERNAL'))('%s has words of its own', code => {
  expect(explainCode(code).title).not.toBe(UNKNOWN.title)
})

it('explains what a newer server says, by its code', () => {
  expect(UNKNOWN.code).toBe('A_CODE_OF_TOMORROW')
  expect(UNKNOWN.advice).not.toBe('')
})

it('tells a request without an answer from an answer that is not Landfall’s', () => {
  const unanswered = TRPCClientError.from(new TypeError('Failed to fetch'))
  expect(explain(unanswered).title).toBe('Landfall cannot be reached')
  const foreign = TRPCClientError.from(new Error('Unexpected token <'))
  expect(codeOf(foreign)).toBe('UNEXPECTED_RESPONSE')
})

it('takes the code of an upload’s own error', () => {
  expect(codeOf(new LandfallError({ code: 'QUOTA_EXCEEDED', message: 'full' }))).toBe('QUOTA_EXCEEDED')
})
