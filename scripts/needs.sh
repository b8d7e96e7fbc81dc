# What a person installs: Rust by rustup, Node, Python. build.sh only says what is missing.

need_rust() {
  # rustup's folder need not be on PATH, nor be in HOME.
  PATH="$PATH:${CARGO_HOME:-${HOME:-/nonexistent}/.cargo}/bin"
  has rustup || fail "Rust is missing: install rustup from https://rustup.rs, then run this again."
  rustc --version >/dev/null 2>&1 || fail "rustup has no Rust yet: run 'rustup default stable', then this again."
}

need_node() {
  has node || fail "Node is missing: install version 20 or newer from https://nodejs.org, then run this again."
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || fail "Node $major is too old: install version 20 or newer from https://nodejs.org, then run this again."
}

need_python() {
  has python3 || fail "Python is missing: install version 3.11 or newer (on Debian: apt install python3 python3-venv), then run this again."
}
