/** Style sheets are imported for their effect; Next.js knows how. */
declare module '*.css'
