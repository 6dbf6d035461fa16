#!/usr/bin/env bash
# Installs the programs of other runtimes that packages/compat/runtimes starts, with the lockfile there: 250 MB that `pnpm demo` does without.
set -euo pipefail
cd "$(dirname "$0")/../packages/compat/runtimes/binaries"
npm install --no-save --loglevel=error
