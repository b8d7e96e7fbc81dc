# The built page in Firefox. Puppeteer drives it as it comes, over WebDriver BiDi, without a driver of its own.

set_up_firefox() {
  local names=(firefox-esr firefox) wanted=tests/firefox/package-lock.json
  first_of "${names[@]}" >/dev/null || install_packages "Firefox" firefox-esr
  GOODNET_FIREFOX=$(first_of "${names[@]}") || fail "Firefox is missing: install it, then run this again."
  export GOODNET_FIREFOX
  cmp -s "$wanted" .tools/firefox-package-lock.json && [ -d tests/firefox/node_modules ] && return
  step "Installing what drives Firefox (60 MB)"
  quietly npm --prefix tests/firefox ci --no-fund --no-audit || fail "npm ci failed in tests/firefox: see above."
  cp "$wanted" .tools/firefox-package-lock.json
}

firefox_tests() { node --test --test-reporter=spec tests/firefox/*.test.mjs; }
