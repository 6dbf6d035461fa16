#!/usr/bin/env bash
# Checks the types of the workspace with the native compiler (TypeScript 7). All in one program, so that it reads and checks
# the library and its packages once. The folders of packages/compat that are installed apart are checked by their tests.
set -euo pipefail
cd "$(dirname "$0")/.."
node_modules/.bin/tsc
