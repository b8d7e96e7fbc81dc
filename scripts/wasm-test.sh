# crate/web's tests in a real Chromium, with and without a WebGPU adapter.
# A test's name (tests/NAME.rs or tests/NAME/main.rs) says where it runs: webgpu* only with an adapter, no_adapter*
# only without, the others in both.

# write_webdriver FLAG...: Chromium's flags for wasm-bindgen's test runner, which reads this file beside the crate.
write_webdriver() {
  local flags=(--headless=new --disable-background-networking --disable-component-update --disable-sync
    --no-first-run --disable-quic "$@")
  # Chromium's sandbox refuses to run as root.
  [ "$(id -u)" != 0 ] || flags+=(--no-sandbox)
  node -e 'const [binary, ...args] = process.argv.slice(1);
    console.log(JSON.stringify({ "goog:chromeOptions": { binary, args } }, null, 2));' \
    -- "$GOODNET_CHROMIUM" "${flags[@]}" >crate/web/webdriver.json
}

# run_wasm_tests OTHER: every test but those named OTHER*.
run_wasm_tests() {
  local other=$1 path name chosen=()
  for path in crate/web/tests/*.rs crate/web/tests/*/main.rs; do
    [ -f "$path" ] || continue
    name=${path#crate/web/tests/}
    name=${name%/main.rs}
    name=${name%.rs}
    [[ $name == "$other"* ]] || chosen+=(--test "$name")
  done
  [ "${#chosen[@]}" != 0 ] || fail "crate/web/tests has no test to run."
  # As the modules for one's own machine are compiled, which takes half as long as a release; in a folder of their own, for cargo may be
  # compiling the native tests.
  CARGO_TARGET_DIR=$(realpath -m "${CARGO_TARGET_DIR:-target}")/web-tests CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off \
    RUSTUP_TOOLCHAIN=$WASM_TOOLCHAIN WASM_BINDGEN_TEST_TIMEOUT=300 \
    wasm-pack test --headless --chrome --chromedriver "$(command -v chromedriver)" --mode no-install \
    --release crate/web "${chosen[@]}" \
    --config profile.release.package.goodnet-core.opt-level=3 --config profile.release.package.goodnet-kernels.opt-level=3
}

wasm_tests_with_adapter() {
  write_webdriver --enable-unsafe-webgpu --use-webgpu-adapter=swiftshader
  run_wasm_tests no_adapter
}

wasm_tests_without_adapter() {
  write_webdriver
  run_wasm_tests webgpu
}
