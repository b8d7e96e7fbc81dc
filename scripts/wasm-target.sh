# Finds or makes a Rust toolchain that compiles for the browser; WASM_TOOLCHAIN is its name.

WASM_TARGET=wasm32-unknown-unknown
DEBIAN_TOOLCHAIN=goodnet-wasm

# cargo for the browser; everything else uses plain cargo.
wasm_cargo() { RUSTUP_TOOLCHAIN=$WASM_TOOLCHAIN cargo "$@"; }

# An empty crate finds out: it needs a standard library of the compiler's own version.
compiles_for_wasm() {
  RUSTUP_TOOLCHAIN=$1 rustc --target "$WASM_TARGET" --crate-type lib --emit metadata -o .tools/empty.rmeta - </dev/null 2>/dev/null
}

set_up_wasm_target() {
  WASM_TOOLCHAIN=$(rustup show active-toolchain | cut -d' ' -f1)
  compiles_for_wasm "$WASM_TOOLCHAIN" && return
  if ! compiles_for_wasm "$DEBIAN_TOOLCHAIN"; then
    step "Adding the target $WASM_TARGET to $WASM_TOOLCHAIN"
    RUSTUP_MAX_RETRIES=1 timeout 180 rustup target add --toolchain "$WASM_TOOLCHAIN" "$WASM_TARGET" >/dev/null 2>&1 && return
    step "rustup's server gave no such target; using Debian's Rust for the browser instead"
    make_debian_toolchain
  fi
  WASM_TOOLCHAIN=$DEBIAN_TOOLCHAIN
}

# Debian's Rust comes without a standard library for this target, but with its source.
make_debian_toolchain() {
  has apt-get || fail "The target is missing: run 'rustup target add $WASM_TARGET' where rustup's server can be reached, then this again."
  install_packages "a Rust that compiles for the browser" \
    rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy lld-22

  step "Building Rust's standard library for $WASM_TARGET"
  local crate=.tools/std
  mkdir -p "$crate/src"
  printf '[package]\nname = "empty"\nedition = "2021"\n[workspace]\n' >"$crate/Cargo.toml"
  : >"$crate/src/lib.rs"
  # RUSTC_BOOTSTRAP: -Z build-std is for nightlies, and this is what it is needed for once.
  quietly env -u RUSTUP_TOOLCHAIN RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$crate/target" \
    /usr/bin/cargo build --release --manifest-path "$crate/Cargo.toml" \
    -Z build-std=std,panic_abort,test --target "$WASM_TARGET" ||
    fail "Rust's standard library did not build for the browser: see above."

  local libraries
  libraries=$(/usr/bin/rustc --print sysroot)/lib/rustlib/$WASM_TARGET/lib
  as_root mkdir -p "$libraries"
  as_root cp "$crate/target/$WASM_TARGET/release/deps/"*.rlib "$libraries/"
  rustup toolchain link "$DEBIAN_TOOLCHAIN" /usr
  rm -rf "$crate"
}
