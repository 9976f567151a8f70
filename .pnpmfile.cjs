/**
 * openapi-typescript has the compiler as a peer and uses its JavaScript API, which the native compiler (7) does not have. A
 * package extension adds a dependency but leaves the peer, so this takes that away.
 */
module.exports = {
  hooks: {
    readPackage(manifest) {
      if (manifest.name === 'openapi-typescript') {
        delete manifest.peerDependencies?.typescript
        manifest.dependencies = { ...manifest.dependencies, typescript: '6.0.3' }
      }
      return manifest
    },
  },
}
