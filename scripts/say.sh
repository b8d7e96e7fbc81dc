# How build.sh speaks: a line for each thing it does and the time that it took, a sentence for what it cannot do.

# step WORDS: something that takes a while begins, and what began before has ended.
step() {
  took
  note "$@"
  step_began=$SECONDS
}

# Says how long the last step took, where that is worth a line.
took() {
  [ -z "${step_began:-}" ] || [ "$((SECONDS - step_began))" -lt 2 ] || printf '  %s\n' "$(duration "$((SECONDS - step_began))")"
  step_began=
}

note() { printf '\033[1m>\033[0m %s\n' "$*"; }

# duration SECONDS: 75 is 1 min 15 s.
duration() {
  if [ "$1" -lt 60 ]; then printf '%d s' "$1"; else printf '%d min %d s' "$(($1 / 60))" "$(($1 % 60))"; fi
}

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
