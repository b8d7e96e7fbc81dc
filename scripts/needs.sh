# What a person installs: Rust by rustup, Node, Python. build.sh only says what is missing.

need_rust() {
  # rustup's folder need not be on PATH, nor be in HOME.
  PATH="$PATH:${CARGO_HOME:-${HOME:-/nonexistent}/.cargo}/bin"
  has rustup || fail "Rust is missing: install rustup from https://rustup.rs, then run this again."
  RUSTUP_AUTO_INSTALL=0 rustc --version >/dev/null 2>&1 && return
  local wanted toolchain
  wanted=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
  # It may be there by another name, as `stable`, on a machine that reaches no server of rustup's.
  while read -r toolchain _; do
    if [[ $(RUSTUP_AUTO_INSTALL=0 rustc "+$toolchain" --version 2>/dev/null) == "rustc $wanted "* ]]; then
      export RUSTUP_TOOLCHAIN=$toolchain
      return
    fi
  done < <(rustup toolchain list)
  step "Installing Rust $wanted"
  quietly rustup toolchain install "$wanted" --profile minimal --component clippy --component rustfmt ||
    fail "rustup could not install Rust $wanted: see above."
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
