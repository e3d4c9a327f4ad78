#!/bin/sh
# Installs what is missing, builds what changed, and runs the tests; arguments are passed on to jest.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_node
ensure_dependencies
ensure_redis
ensure_build

mkdir -p .tmp
results=".tmp/test-results.$$.json"
trap 'rm -f "$results"' EXIT

status=0
node node_modules/jest/bin/jest.js --json --outputFile="$results" "$@" || status=$?

# A run of everything may leave nothing out; a run narrowed by arguments does so on purpose.
[ $# -eq 0 ] && narrowed=no || narrowed=yes
[ -f "$results" ] || exit "$((status ? status : 1))"
if [ "$narrowed" = no ]; then
  echo "The engine in simulated trouble, for five minutes at the most:"
  simulation=.tmp/simulation.txt
  node --enable-source-maps dist/test/simulation/main.js --ci > "$simulation" 2>&1 || { status=1; cat "$simulation"; }
  tail -n 1 "$simulation"
fi
node scripts/test-summary.mjs "$results" "$narrowed" || status=1
mv -f "$results" .tmp/test-results.json
exit "$status"
