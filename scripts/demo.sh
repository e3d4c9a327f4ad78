#!/bin/sh
# Runs the demo on real orders; arguments are passed on to it.
set -eu
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_node
ensure_dependencies
ensure_build

exec node --enable-source-maps dist/scripts/demo/main.js "$@"
