#!/usr/bin/env bash
# Installs Next.js with the lockfile of packages/compat/next, builds the recipe for production, and asks it questions.
set -euo pipefail
cd "$(dirname "$0")/../packages/compat/next"
export NEXT_TELEMETRY_DISABLED=1
# `npm ci` refuses a lockfile without the addresses of a registry where optional packages are left out; this keeps to its versions too.
npm install --no-save --loglevel=error
for name in slack-stream-adapter slack-stream-emulator; do
  ln -sfn "../../../$name" "node_modules/$name"
done
npx next build
pnpm --silent --dir ../../examples exec tsx ../compat/next/check.ts
