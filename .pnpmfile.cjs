/**
 * Some packages that only development needs say that they want Node 22, and work on Node 20, which the tests run on.
 * Without this pnpm warns about each of them at every install.
 */
const worksOnNode20 = /^(ai|@ai-sdk\/.+|@inquirer\/.+|mute-stream)$/;

module.exports = {
  hooks: {
    readPackage(manifest) {
      if (worksOnNode20.test(manifest.name)) delete manifest.engines;
      return manifest;
    },
  },
};
