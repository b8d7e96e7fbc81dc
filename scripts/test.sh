# Every test, each group under a heading with its time; all run even when one fails.

native_tests() { native_cargo test --release; }

# Node's own runner; needs no browser.
page_tests() { node --test --test-reporter=spec tests/page/*.test.js; }

end_to_end_tests() {
  rm -rf target/e2e
  node --test --test-reporter=spec --test-concurrency=1 tests/e2e/*.test.js
}

parity_tests() {
  native_cargo build --quiet --release --bins --examples
  local built=${CARGO_TARGET_DIR:-target}/release
  GOODNET_CLI=$built/goodnet GOODNET_PARITY=$built/examples/parity \
    GOODNET_KERAS_PYTHON=.tools/tensorflow-venv/bin/python .tools/venv/bin/python -m pytest tests/parity
}

passed=0
failed=()

# run_group TITLE COMMAND
run_group() {
  local title=$1 command=$2 began=$SECONDS status=0
  printf '\n\033[1m== %s ==\033[0m\n' "$title"
  # Not inside an `if`: that would switch off errexit in the group.
  set +e
  (
    set -e
    "$command"
  )
  status=$?
  set -e
  if [ "$status" = 0 ]; then
    passed=$((passed + 1))
    step "$title: passed in $((SECONDS - began)) s"
  else
    failed+=("$title")
    step "$title: FAILED after $((SECONDS - began)) s"
  fi
}

run_tests() {
  [ -n "${GOODNET_LAB_DIR:-}" ] || step "GOODNET_LAB_DIR is not set: the tests on the lab's own files are skipped"
  run_group "Checks" check
  run_group "Native tests" native_tests
  run_group "Browser tests with a WebGPU adapter" wasm_tests_with_adapter
  run_group "Browser tests without an adapter" wasm_tests_without_adapter
  run_group "dist" build_dist
  run_group "Page tests" page_tests
  run_group "End-to-end tests" end_to_end_tests
  run_group "Parity with ONNX Runtime" parity_tests
  run_group "Bench tests" bench_tests

  printf '\n'
  local title
  for title in "${failed[@]}"; do step "Failed: $title"; done
  step "All of it took $((SECONDS / 60)) min $((SECONDS % 60)) s"
  printf 'groups: %d passed, %d failed\n' "$passed" "${#failed[@]}"
  [ "${#failed[@]}" = 0 ]
}
