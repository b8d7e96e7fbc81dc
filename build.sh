#!/usr/bin/env bash
# The one entry: sets up what is missing, then builds, serves, checks or tests goodnet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
./build.sh [serve]   build the page, serve it on this machine and print its address
./build.sh dist      build the page into dist/, ready for any static host
./build.sh check     formatting, lints with warnings denied, types
./build.sh bench     measure goodnet against its peers and write docs/benchmarks.md (an hour and a half);
                     bench --quick --json FILE takes ten minutes and writes the ratios to FILE
./build.sh scenarios measure the bundle's networks and write docs/scenarios.md's figures and plots
./build.sh firefox   repair the bundle's BadNet in Firefox
./build.sh lighthouse  measure the page with Lighthouse and write docs/lighthouse.md
./build.sh test      check, then every test: native, in the browser, the page, against ONNX Runtime
TEXT
}

for part in say cargo needs debian wasm-target wasm-tools npm python browser dist check wasm-test bench test scenarios lighthouse firefox; do
  # shellcheck source=/dev/null
  source "scripts/$part.sh"
done

mkdir -p .tools
PATH="$PWD/.tools/bin:$PWD/node_modules/.bin:$PATH"

set_up_build() {
  need_rust
  need_node
  set_up_wasm_target
  set_up_wasm_bindgen
  set_up_npm
}

set_up_test() {
  set_up_build
  need_python
  set_up_wasm_pack
  set_up_bench_npm
  set_up_python
  set_up_tensorflow
  set_up_browser
}

set_up_bench() {
  set_up_build
  need_python
  set_up_bench_npm
  set_up_tensorflow
  set_up_browser
}

case "${1:-serve}" in
  serve)
    set_up_build
    build_dist
    exec node scripts/serve.mjs
    ;;
  dist)
    set_up_build
    build_dist
    ;;
  check)
    set_up_build
    check
    ;;
  test)
    set_up_test
    run_tests
    ;;
  bench)
    set_up_bench
    run_bench "${@:2}"
    ;;
  firefox)
    set_up_build
    set_up_firefox
    build_dist
    firefox_tests
    ;;
  lighthouse)
    set_up_build
    set_up_browser
    set_up_lighthouse
    build_dist
    run_lighthouse
    ;;
  scenarios)
    need_rust
    need_python
    set_up_python
    measure_scenarios
    ;;
  help | --help | -h) usage ;;
  *)
    usage >&2
    fail "There is no '$1'."
    ;;
esac
