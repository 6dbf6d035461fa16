#!/usr/bin/env bash
# Installs what `pnpm test:clients` tries beside Python: slack-go as Debian has it. Where that can't be, the test says
# what it leaves out.
set -uo pipefail

if command -v go >/dev/null 2>&1 && [[ -d /usr/share/gocode/src/github.com/slack-go/slack ]]; then
  go version
  exit 0
fi

if ! command -v apt-get >/dev/null 2>&1; then
  echo "no apt-get here: slack-go is not installed"
  exit 0
fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then as_root=(sudo); fi
"${as_root[@]}" apt-get update -qq &&
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    golang-go golang-github-slack-go-slack-dev >/dev/null &&
  go version ||
  echo "slack-go could not be installed"
