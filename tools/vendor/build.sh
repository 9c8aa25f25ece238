#!/bin/sh
# Bundles the browsers' libraries from exactly the versions in package-lock.json.
# The same versions give the same bytes: `git diff` after a rebuild shows whether anything moved.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)

main() {
  npm ci --silent
  bundle handoff/console/vendor ui zip
  bundle post/browser/vendor age qr
}

# $1: the folder, the rest: bundles for it
bundle() {
  out="$root/$1"
  shift
  mkdir -p "$out"
  metafiles=
  files=
  for name in "$@"; do
    npx --no-install esbuild "$name.js" --bundle --minify --format=esm --target=es2022 \
      --legal-comments=none --charset=utf8 --log-level=warning \
      --metafile="node_modules/$name.meta.json" --outfile="$out/$name.min.js"
    metafiles="$metafiles node_modules/$name.meta.json"
    files="$files $name.min.js"
  done
  # shellcheck disable=SC2086 # lists of names without blanks
  node licenses.mjs $metafiles > "$out/LICENSES.txt"
  # shellcheck disable=SC2086
  (cd "$out" && sha256sum $files > SHA256SUMS)
}

main
