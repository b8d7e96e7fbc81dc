# ONNX Runtime and pytest in a venv of their own: the independent judge of our numbers.

set_up_python() {
  local wanted=tests/parity/requirements.txt
  cmp -s "$wanted" .tools/venv/requirements.txt && return
  step "Installing the Python tools into .tools/venv"
  if ! python3 -m venv --clear .tools/venv >/dev/null 2>&1; then
    install_packages "Python's venv" python3-venv
    quietly python3 -m venv --clear .tools/venv || fail "python3 -m venv failed: see above."
  fi
  quietly .tools/venv/bin/pip install --disable-pip-version-check -r "$wanted" ||
    fail "pip could not install $wanted: see above (Python 3.11 or newer is needed)."
  cp "$wanted" .tools/venv/requirements.txt
}
