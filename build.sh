#!/usr/bin/env bash
# The one entry: sets up what is missing, then builds, serves, checks or tests goodnet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
./build.sh [serve]   build the page for this machine, serve it and print its address; what changes in www/ shows at once
./build.sh modules   build the modules that serve uses anew; a page that is open shows them
./build.sh dist      build the page into dist/, small and fast, ready for any static host
./build.sh quick     what shows most mistakes soonest: formatting, lints, the tests of the crates that need no GPU, browser or training,
                     the page's tests in Node
./build.sh check     formatting, lints with warnings denied, documentation, types, circles
./build.sh types     write crate/web/src/types.d.ts anew, from the Rust types that cross to JavaScript
./build.sh test      check, then every test: native, in the browser, the page, against ONNX Runtime
./build.sh test PART...  some of them; PART is check, native, web, page, e2e, parity, bench or a crate (core, files, gpu, ...)
./build.sh bench     measure goodnet against its peers and write docs/benchmarks.md (an hour and a half);
                     bench --quick --json FILE takes ten minutes and writes the ratios to FILE
./build.sh scenarios measure the bundle's networks and write docs/scenarios.md's figures and plots
./build.sh firefox   repair the bundle's BadNet in Firefox
./build.sh lighthouse  measure the page with Lighthouse and write docs/lighthouse.md
TEXT
}

for part in say cargo needs debian wasm-target wasm-tools npm python browser modules dist circles types check wasm-test bench test scenarios lighthouse firefox; do
  # shellcheck source=/dev/null
  source "scripts/$part.sh"
done

mkdir -p .tools
PATH="$PWD/.tools/bin:$PWD/node_modules/.bin:$PATH"

set_up_build() {
  need_rust
  need_node
  set_up_npm
  set_up_wasm_target
  set_up_wasm_bindgen
}

# Types are read from what the bench compares goodnet with, too.
set_up_check() {
  set_up_build
  set_up_bench_npm
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
    build_modules dev
    took
    note "Ready after $(duration "$SECONDS")"
    exec node scripts/live/serve.mjs
    ;;
  modules)
    set_up_build
    build_modules dev
    took
    ;;
  dist)
    set_up_build
    build_dist
    took
    ;;
  quick)
    need_rust
    need_node
    set_up_npm
    quick
    took
    ;;
  check)
    set_up_check
    build_modules dev
    check
    took
    ;;
  types)
    need_rust
    need_node
    set_up_npm
    write_types
    took
    ;;
  test) run_tests "${@:2}" ;;
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
