#!/bin/sh
# Installs what is missing, builds what changed, and runs the engine in the foreground.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_node
ensure_dependencies
ensure_build

# exec: the engine takes this process's place, so signals reach it and its exit code is ours.
exec node --enable-source-maps dist/src/main.js "$@"
