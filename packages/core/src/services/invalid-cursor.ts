import { refuse } from '../domain/result.ts'

export const invalidCursor = () =>
  refuse({
    code: 'INVALID_INPUT',
    message: 'cursor is not one that a list answered',
    issues: [{ path: ['cursor'], message: 'is not one that a list answered', type: 'value_error' }],
  })
