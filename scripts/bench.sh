# goodnet against its peers, side by side.

# The runtimes that run in a browser.
set_up_bench_npm() {
  local wanted=tests/bench/package-lock.json
  cmp -s "$wanted" .tools/bench-package-lock.json && [ -d tests/bench/node_modules ] && return
  step "Installing what goodnet is compared with in a browser (240 MB)"
  quietly npm --prefix tests/bench ci --no-fund --no-audit || fail "npm ci failed in tests/bench: see above."
  cp "$wanted" .tools/bench-package-lock.json
}

# run_bench [--quick] [--json FILE]
run_bench() {
  build_dist
  compile_command_line
  step "Measuring (leave the machine alone meanwhile)"
  with_bench_tools .tools/tensorflow-venv/bin/python node tests/bench/bench.mjs "$@"
}

# The bench's own tests: they fit into every run of the tests.
bench_tests() {
  compile_command_line
  with_bench_tools .tools/venv/bin/python node --test --test-reporter=spec tests/bench/*.test.js
}

# with_bench_tools PYTHON COMMAND...
with_bench_tools() {
  local built=${CARGO_TARGET_DIR:-target}/release
  GOODNET_PYTHON=$1 GOODNET_CLI=$built/goodnet GOODNET_PARITY=$built/examples/parity \
    GOODNET_TIMES=$built/examples/times "${@:2}"
}
