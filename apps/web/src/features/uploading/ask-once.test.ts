import { expect, it } from 'vitest'
import { askOnce } from './ask-once.ts'

it('keeps the first answer, and asks again where there was none', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve('ada'), Promise.resolve('bob')]
  const account = askOnce(() => answers.shift() ?? Promise.reject(new Error('asked too often')))
  await expect(account()).rejects.toThrow('away')
  expect(await Promise.all([account(), account()])).toEqual(['ada', 'ada'])
  expect(await account()).toBe('ada')
})
