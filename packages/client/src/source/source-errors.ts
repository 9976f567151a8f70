import { LandfallError } from '../errors/landfall-error.ts'

export const sourceChanged = (message: string, details: Record<string, unknown> = {}) =>
  new LandfallError({ code: 'SOURCE_CHANGED', message, details })

export const sourceUnreadable = (message: string, cause?: unknown) =>
  new LandfallError({ code: 'SOURCE_UNREADABLE', message, cause })

export const sourceSpent = (cause: unknown) =>
  new LandfallError({
    code: 'SOURCE_SPENT',
    message: 'The bytes have to be sent again, but a stream can be read only once: upload a file or a Blob',
    cause,
  })
