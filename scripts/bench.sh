# goodnet against its peers, side by side.

# The runtimes that run in a browser.
set_up_bench_npm() {
  local wanted=tests/bench/package-lock.json
  cmp -s "$wanted" .tools/bench-package-lock.json && [ -d tests/bench/node_modules ] && return
  step "Installing what goodnet is compared with in a browser (240 MB)"
  quietly npm --prefix tests/bench ci --no-fund --no-audit || fail "npm ci failed in tests/bench: see above."
  cp "$wanted" .tools/bench-package-lock.json
}

# TensorFlow weighs more than everything else together, so it has a venv of its own.
set_up_bench_python() {
  local wanted=tests/bench/requirements.txt
  cmp -s "$wanted" .tools/bench-venv/requirements.txt && return
  step "Installing what goodnet is compared with into .tools/bench-venv (1.8 GB)"
  if ! python3 -m venv --clear .tools/bench-venv >/dev/null 2>&1; then
    install_packages "Python's venv" python3-venv
    quietly python3 -m venv --clear .tools/bench-venv || fail "python3 -m venv failed: see above."
  fi
  quietly .tools/bench-venv/bin/pip install --disable-pip-version-check -r "$wanted" ||
    fail "pip could not install $wanted: see above (Python 3.11, 3.12 or 3.13 is needed)."
  cp "$wanted" .tools/bench-venv/requirements.txt
}

# run_bench [--quick] [--json FILE]
run_bench() {
  build_dist
  step "Compiling the command line"
  cargo build --quiet --release "${NATIVE[@]}" --bins --examples
  step "Measuring (leave the machine alone meanwhile)"
  with_bench_tools .tools/bench-venv/bin/python node tests/bench/bench.mjs "$@"
}

# The bench's own tests: they fit into every run of the tests.
bench_tests() {
  with_bench_tools .tools/venv/bin/python node --test --test-reporter=spec tests/bench/*.test.js
}

# with_bench_tools PYTHON COMMAND...
with_bench_tools() {
  local built=${CARGO_TARGET_DIR:-target}/release
  GOODNET_PYTHON=$1 GOODNET_CLI=$built/goodnet GOODNET_PARITY=$built/examples/parity \
    GOODNET_TIMES=$built/examples/times "${@:2}"
}
