#!/usr/bin/env bash
# Installs what `pnpm test:clients` tries: slack-go and pytest as Debian has them. Where that can't be, the test says
# what it leaves out.
set -uo pipefail

has_pytest() {
  python3 -m pytest --version 2>/dev/null || /usr/bin/python3 -m pytest --version 2>/dev/null
}

if command -v go >/dev/null 2>&1 && [[ -d /usr/share/gocode/src/github.com/slack-go/slack ]] && has_pytest; then
  go version
  exit 0
fi

if ! command -v apt-get >/dev/null 2>&1; then
  echo "no apt-get here: slack-go and pytest are not installed"
  exit 0
fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then as_root=(sudo); fi
"${as_root[@]}" apt-get update -qq &&
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    golang-go golang-github-slack-go-slack-dev python3 python3-pytest >/dev/null &&
  go version && has_pytest ||
  echo "slack-go or pytest could not be installed"
