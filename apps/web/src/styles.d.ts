/** Style sheets are imported for their effect; the bundler knows how. */
declare module '*.css'
declare module '@fontsource-variable/geist'
declare module '@fontsource-variable/geist-mono'
