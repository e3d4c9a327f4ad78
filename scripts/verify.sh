#!/bin/sh
# Everything a change has to pass: format, types, lint, import rules, unused code, generated files, tests.
# Runs all of it even when one part fails, and names at the end what failed.
set -u
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_node
ensure_dependencies
ensure_build

failed=''
part() {
  name=$1
  shift
  printf '\n── %s\n' "$name"
  "$@" || failed="$failed${failed:+, }$name"
}

part 'format' npm run --silent format:check
part 'types' npm run --silent typecheck
part 'lint' npm run --silent lint
part 'import rules' npm run --silent lint:imports
part 'unused code' npm run --silent lint:unused
part 'generated files' npm run --silent generate -- --check
part 'tests' npm test --silent

[ -z "$failed" ] || die "verify failed: $failed"
say 'verify passed'
