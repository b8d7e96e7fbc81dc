# The built page, measured with Lighthouse, which is too large to be among the parts that every machine installs.

set_up_lighthouse() {
  local wanted=scripts/lighthouse/package-lock.json
  cmp -s "$wanted" .tools/lighthouse-package-lock.json && [ -d scripts/lighthouse/node_modules ] && return
  step "Installing Lighthouse (170 MB)"
  quietly npm --prefix scripts/lighthouse ci --no-fund --no-audit || fail "npm ci failed in scripts/lighthouse: see above."
  cp "$wanted" .tools/lighthouse-package-lock.json
}

run_lighthouse() {
  step "Measuring with Lighthouse (five minutes; leave the machine alone meanwhile)"
  node scripts/lighthouse/run.mjs
}
