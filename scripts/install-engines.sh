#!/usr/bin/env bash
# Installs the job engines that packages/compat/engines runs, with the lockfile there.
set -euo pipefail
cd "$(dirname "$0")/../packages/compat/engines"
# `npm ci` refuses a lockfile without the addresses of a registry where optional packages are left out; this keeps to its versions too.
npm install --no-save --loglevel=error
