#!/usr/bin/env bash
# Does all of a release but the upload: versions and change logs by changesets in a clone, so that nothing here is changed,
# then what npm would do with the tarballs, which `turbo run tarball` has made.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

git clone --quiet . "$place/clone"
# The changelogs name no commit: there is no public repository yet.
(cd "$place/clone" && node "$root/node_modules/@changesets/cli/bin.js" version)
for name in slack-stream-adapter slack-stream-emulator; do
  version=$(node -p "require('$place/clone/packages/$name/package.json').version")
  grep -q "^## $version$" "$place/clone/packages/$name/CHANGELOG.md" || {
    echo "the change log of $name has no entry for $version"
    exit 1
  }
  echo "$name $version"
  # Provenance is signed by the service that builds a release.
  npm publish --dry-run --access public --provenance=false "packages/$name/package.tgz" 2>&1 | grep -E "^npm notice (name|version|filename|package size|total files)|^npm error|^\+ "
done
