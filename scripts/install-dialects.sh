#!/usr/bin/env bash
# Installs the SDKs that packages/compat/dialects tries, with the lockfile there.
set -euo pipefail
cd "$(dirname "$0")/../packages/compat/dialects"
# `npm ci` refuses a lockfile without the addresses of a registry where optional packages are left out; this keeps to its versions too.
npm install --no-save --loglevel=error
