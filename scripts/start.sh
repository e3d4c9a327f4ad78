#!/bin/sh
# Installs what is missing, builds what changed, and runs the engine in the foreground.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_node
ensure_dependencies
ensure_build

# Orders live for some milliseconds: with more room for the young, half of the garbage collector's work falls away.
# exec: the engine takes this process's place, so signals reach it and its exit code is ours.
exec node --enable-source-maps --max-semi-space-size=64 dist/src/main.js "$@"
