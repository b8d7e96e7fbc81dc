# Every test, each group under a heading with its time; all run even when one fails.

native_tests() { native_cargo test --release --locked; }

# Compiles what the tests run while there is anything else to do, whom nice lets go first: the command line before the tests. What goes
# wrong is told when they are run.
begin_native_compile() {
  note "Compiling the command line and the native tests while the rest goes on"
  nice -n 19 bash -c 'source scripts/say.sh; source scripts/cargo.sh; compile_command_line && native_cargo test --release --locked --no-run' \
    >.tools/native-compile.log 2>&1 &
  native_compiling=$!
}

end_native_compile() {
  [ -n "${native_compiling:-}" ] || return 0
  step "Waiting for the command line and the native tests to be compiled"
  wait "$native_compiling" || true
  native_compiling=
  took
}

# Node's own runner; needs no browser.
page_tests() { node --test --test-reporter=spec tests/page/*.test.js scripts/*.test.mjs; }

end_to_end_tests() {
  compile_command_line
  rm -rf target/e2e
  node --test --test-reporter=spec --test-concurrency=1 tests/e2e/*.test.js
}

parity_tests() {
  has_venv "${TENSORFLOW[@]:0:2}" || fail "TensorFlow could not be installed: see above."
  compile_command_line
  local built=${CARGO_TARGET_DIR:-target}/release
  GOODNET_CLI=$built/goodnet GOODNET_PARITY=$built/examples/parity \
    GOODNET_KERAS_PYTHON=.tools/tensorflow-venv/bin/python .tools/venv/bin/python -m pytest tests/parity
}

# crate_tests PACKAGE
crate_tests() { cargo test --release --locked -p "$1"; }

modules=dev
passed=0
failed=()

checks() {
  build_modules "$modules"
  check
}

# run_group TITLE COMMAND...
run_group() {
  local title=$1 began=$SECONDS status=0
  printf '\n\033[1m== %s ==\033[0m\n' "$title"
  # Not inside an `if`: that would switch off errexit in the group.
  set +e
  (
    set -e
    "${@:2}"
    took
  )
  status=$?
  set -e
  if [ "$status" = 0 ]; then
    passed=$((passed + 1))
    note "$title: passed in $(duration "$((SECONDS - began))")"
  else
    failed+=("$title")
    note "$title: FAILED after $(duration "$((SECONDS - began))")"
  fi
}

# set_up_part PART
set_up_part() {
  need_rust
  case "$1" in
    page)
      need_node
      set_up_npm
      ;;
    check) set_up_check ;;
    web)
      set_up_build
      set_up_wasm_pack
      set_up_browser
      ;;
    e2e)
      set_up_build
      set_up_browser
      need_python
      set_up_python
      ;;
    parity)
      need_python
      set_up_python
      ;;
    bench)
      need_node
      set_up_npm
      set_up_bench_npm
      need_python
      set_up_python
      ;;
    native | gpu) set_up_vulkan ;;
    *) [ -n "$(package_of "$1")" ] || fail "There are no tests of '$1': see ./build.sh help." ;;
  esac
  took
}

# run_part PART
run_part() {
  case "$1" in
    check) run_group "Checks" checks ;;
    native)
      [ -n "${GOODNET_LAB_DIR:-}" ] || note "GOODNET_LAB_DIR is not set: the tests on the lab's own files are skipped"
      end_native_compile
      run_group "Native tests" native_tests
      ;;
    web)
      run_group "Browser tests with a WebGPU adapter" wasm_tests_with_adapter
      run_group "Browser tests without an adapter" wasm_tests_without_adapter
      ;;
    page) run_group "Page tests" page_tests ;;
    e2e)
      run_group "dist" build_dist
      end_native_compile
      run_group "End-to-end tests" end_to_end_tests
      ;;
    parity)
      end_tensorflow
      run_group "Parity with ONNX Runtime" parity_tests
      ;;
    bench) run_group "Bench tests" bench_tests ;;
    *) run_group "Tests of $1" crate_tests "$(package_of "$1")" ;;
  esac
}

# run_tests PART...: all of them where none is named.
run_tests() {
  local parts=("$@") part
  [ "$#" != 0 ] || parts=(check page web e2e native parity bench)
  # Where what is published is tested, the checks read types from its faces, so that no other modules are built.
  [[ " ${parts[*]} " != *" e2e "* ]] || modules=dist
  for part in "${parts[@]}"; do set_up_part "$part"; done
  [[ " ${parts[*]} " != *" e2e "*"native "* ]] || begin_native_compile
  [[ " ${parts[*]} " != *" parity "* ]] || begin_tensorflow
  for part in "${parts[@]}"; do run_part "$part"; done

  printf '\n'
  local title
  for title in "${failed[@]}"; do note "Failed: $title"; done
  note "All of it took $(duration "$SECONDS")"
  printf 'groups: %d passed, %d failed\n' "$passed" "${#failed[@]}"
  [ "${#failed[@]}" = 0 ]
}
