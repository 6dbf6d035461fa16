#!/usr/bin/env bash
# Installs what `pnpm test:stores` needs: a Redis and a Postgres of Debian, and the packages of packages/compat/stores with the lockfile there.
set -euo pipefail

if ! command -v redis-server >/dev/null 2>&1 || ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
  as_root=()
  if [[ $(id -u) -ne 0 ]]; then as_root=(sudo); fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server postgresql >/dev/null
fi
redis-server --version
cd "$(dirname "$0")/../packages/compat/stores"
npm install --no-save --loglevel=error
