# Shared by the other scripts: `. scripts/ensure.sh`, from the root of the repository.
# Each function makes sure of one thing, and says in one sentence what to do when it cannot.

say() { printf 'wayfill: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

ensure_node() {
  command -v node >/dev/null 2>&1 || die 'Node.js 20.19 or later is needed and none was found. Install it from https://nodejs.org.'
  command -v npm >/dev/null 2>&1 || die 'npm is needed and was not found. It comes with Node.js: https://nodejs.org.'
  node -e 'var v = process.versions.node.split("."); process.exit(v[0] > 20 || (v[0] == 20 && v[1] >= 19) ? 0 : 1)' ||
    die "Node.js 20.19 or later is needed; this is $(node --version). Install a newer one from https://nodejs.org."
}

ensure_dependencies() {
  node scripts/ensure-dependencies.mjs && return 0
  say 'installing dependencies (npm ci) …'
  # Without dev dependencies there is no compiler, whatever NODE_ENV says.
  npm ci --include=dev --no-audit --no-fund --loglevel=error </dev/null >&2 || die 'npm ci failed; the reason is above.'
}

ensure_build() {
  node scripts/build.mjs || die 'the build failed; the reason is above.'
}

ensure_redis() {
  command -v redis-server >/dev/null 2>&1 && return 0
  if command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null; then
    say 'installing redis-server (apt-get) …'
    { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server; } </dev/null >&2 || true
  elif [ "$(uname -s)" = Darwin ] && command -v brew >/dev/null 2>&1; then
    say 'installing redis (brew) …'
    brew install redis </dev/null >&2 || true
  fi
  command -v redis-server >/dev/null 2>&1 ||
    die 'redis-server is needed and could not be installed here. Install Redis 6.2 or later ("sudo apt-get install redis-server" on Debian, "brew install redis" on macOS) and try again.'
}

# Runs a command as root where that takes no password; fails otherwise.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    command -v sudo >/dev/null 2>&1 && sudo -n "$@"
  fi
}
