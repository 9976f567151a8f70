import { createTokenInput } from '@landfall/core/wire'
import type { Operation } from './operation.ts'

export const TOKEN_OPERATIONS: Operation[] = [
  {
    id: 'create_upload_token',
    method: 'post',
    path: '/v1/tokens',
    tag: 'Tokens',
    summary: 'Create an upload token',
    description:
      'For a page, asked for by the back end of its app: what the page may send, and how many files of it.',
    body: {
      name: 'CreateTokenRequest',
      schema: createTokenInput,
      example: { bucket: 'uploads', owner: 'user_1', max_files: 5, content_types: ['image/*'] },
    },
    response: 'UploadTokenResponse',
  },
  {
    id: 'revoke_upload_token',
    method: 'delete',
    path: '/v1/tokens/{token_id}',
    tag: 'Tokens',
    summary: 'Revoke an upload token',
    description: 'It ends with its next request; uploads that it made stay.',
    response: null,
  },
]
