export { createTokenRoute, type TokenRights, type TokenRouteOptions } from './next/token-route.ts'
