#!/usr/bin/env bash
# Calls the compiler for cargo, and has it use relaxed SIMD in the crates whose arithmetic that changes: cargo has no flags for single
# crates, and what does not stand on these need not be compiled twice.
set -euo pipefail
said=" $* "
if [[ $said == *" --target wasm32-unknown-unknown "* && $said =~ " --crate-name "(rten_simd|goodnet_kernels)" " ]]; then
  exec "$@" -C target-feature=+relaxed-simd
fi
exec "$@"
