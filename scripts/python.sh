# Python's tools, in venvs of their own.

# ONNX Runtime and pytest: the independent judge of our numbers.
set_up_python() { set_up_venv venv tests/parity/requirements.txt "the Python tools"; }

# TensorFlow, which opens what we write and is what the bench compares goodnet with, weighs more than everything else together.
set_up_tensorflow() { set_up_venv tensorflow-venv tests/bench/requirements.txt "TensorFlow and Keras (2.4 GB)"; }

# set_up_venv NAME REQUIREMENTS WHAT
set_up_venv() {
  local venv=.tools/$1 wanted=$2
  cmp -s "$wanted" "$venv/requirements.txt" && return
  step "Installing $3 into $venv"
  if ! python3 -m venv --clear "$venv" >/dev/null 2>&1; then
    install_packages "Python's venv" python3-venv
    quietly python3 -m venv --clear "$venv" || fail "python3 -m venv failed: see above."
  fi
  quietly "$venv/bin/pip" install --disable-pip-version-check -r "$wanted" ||
    fail "pip could not install $wanted: see above (Python 3.11, 3.12 or 3.13 is needed)."
  cp "$wanted" "$venv/requirements.txt"
}
