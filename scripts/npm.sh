# The npm parts that package-lock.json pins: esbuild, wasm-opt, tsc, Playwright, the static server.

set_up_npm() {
  cmp -s package-lock.json .tools/package-lock.json && [ -d node_modules ] && return
  step "Installing the npm parts"
  quietly npm ci --no-fund --no-audit || fail "npm ci failed: see above."
  cp package-lock.json .tools/package-lock.json
}
