# wasm-bindgen and wasm-pack, built once into .tools/bin.

WASM_PACK_VERSION=0.15.1

# wasm-bindgen's two halves must be of one version: the crate's is in Cargo.lock.
wasm_bindgen_version() { awk -F'"' '$0 == "name = \"wasm-bindgen\"" { getline; print $2 }' Cargo.lock; }

# cargo_install CRATE VERSION OPTION...: lightly optimised, since they run for seconds and compile for minutes.
cargo_install() {
  local crate=$1 version=$2
  shift 2
  step "Building $crate $version (a few minutes, once)"
  local install=(env CARGO_TARGET_DIR=.tools/build
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_STRIP=true
    cargo install --quiet --force --root .tools "$crate" --version "$version" "$@")
  # A crate's own lock file may name a version that was withdrawn since.
  "${install[@]}" --locked 2>/dev/null || "${install[@]}" ||
    fail "$crate $version did not build: see above. A C compiler is needed too (on Debian: apt install build-essential)."
}

set_up_wasm_bindgen() {
  local version
  version=$(wasm_bindgen_version)
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
  # Without TLS: the test runner only speaks to a browser on this machine.
  cargo_install wasm-bindgen-cli "$version" --no-default-features --bin wasm-bindgen --bin wasm-bindgen-test-runner
}

set_up_wasm_pack() {
  [ "$(wasm-pack --version 2>/dev/null)" = "wasm-pack $WASM_PACK_VERSION" ] && return
  cargo_install wasm-pack "$WASM_PACK_VERSION"
}
