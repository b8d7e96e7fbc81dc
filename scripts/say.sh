# How build.sh speaks: a line for each thing it does, a sentence for what it cannot do.

step() { printf '\033[1m>\033[0m %s\n' "$*"; }

fail() {
  printf '\033[1;31mbuild.sh:\033[0m %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Runs a command whose output matters only when it fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}
