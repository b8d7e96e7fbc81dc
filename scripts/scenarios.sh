# What the bundle's networks score, for docs/scenarios.md.

measure_scenarios() {
  step "Installing what draws the plots"
  quietly .tools/venv/bin/pip install --disable-pip-version-check -r scripts/scenarios.txt ||
    fail "pip could not install scripts/scenarios.txt: see above."
  step "Compiling the command line and the forge"
  native_cargo build --quiet --release --bins
  local built=${CARGO_TARGET_DIR:-target}/release
  step "Repairing every scenario with both recipes, and scoring it with ONNX Runtime (a few minutes)"
  GOODNET_CLI=$built/goodnet GOODNET_FORGE=$built/goodnet-forge .tools/venv/bin/python scripts/scenarios.py
}
