#!/usr/bin/env bash
# Holds the OpenAPI document to .spectral.yaml and each of its examples to its schema, with tools of others. What they need
# is pinned by package-lock.json and installed here when it is missing.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
root=../..
command -v npm >/dev/null || "$root/ops/lib/debian.sh" npm "checking the OpenAPI document"
if ! cmp -s package-lock.json node_modules/.installed; then
  # No package runs a script of its own here.
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed
fi

node_modules/.bin/spectral lint --quiet --fail-severity error --ruleset "$root/.spectral.yaml" "$root/schemas/openapi.json"
node check.mjs "$root/schemas/openapi.json"
