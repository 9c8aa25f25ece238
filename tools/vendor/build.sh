#!/bin/sh
# Bundles the desk's browser libraries from exactly the versions in package-lock.json.
# The same versions give the same bytes: `git diff` after a rebuild shows whether anything moved.
set -eu
cd "$(dirname "$0")"
out=../../handoff/console/vendor

npm ci --silent
mkdir -p "$out"
for bundle in ui age; do
  npx --no-install esbuild "$bundle.js" --bundle --minify --format=esm --target=es2022 \
    --legal-comments=none --charset=utf8 --log-level=warning \
    --metafile="node_modules/$bundle.meta.json" --outfile="$out/$bundle.min.js"
done
node licenses.mjs node_modules/ui.meta.json node_modules/age.meta.json > "$out/LICENSES.txt"
cd "$out"
sha256sum age.min.js ui.min.js > SHA256SUMS
