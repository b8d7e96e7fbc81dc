# Python's tools, in venvs of their own.

# ONNX Runtime and pytest: the independent judge of our numbers.
set_up_python() { set_up_venv venv tests/parity/requirements.txt "the Python tools"; }

# TensorFlow, which opens what we write and is what the bench compares goodnet with, weighs more than everything else together.
TENSORFLOW=(tensorflow-venv tests/bench/requirements.txt "TensorFlow and Keras (2.4 GB)")
set_up_tensorflow() { set_up_venv "${TENSORFLOW[@]}"; }

# set_up_venv NAME REQUIREMENTS WHAT
set_up_venv() {
  has_venv "$1" "$2" && return
  step "Installing $3 into .tools/$1"
  make_venv "$1"
  quietly fill_venv "$1" "$2" || fail "pip could not install $2: see above (Python 3.11, 3.12 or 3.13 is needed)."
  cp "$2" ".tools/$1/requirements.txt"
}

# The same while other things are done, until end_tensorflow.
begin_tensorflow() {
  has_venv "${TENSORFLOW[@]:0:2}" && return
  make_venv "${TENSORFLOW[0]}"
  note "Installing ${TENSORFLOW[2]} into .tools/${TENSORFLOW[0]} while the rest goes on"
  fill_venv "${TENSORFLOW[@]:0:2}" >.tools/tensorflow.log 2>&1 &
  tensorflow=$!
  trap 'kill "$tensorflow" 2>/dev/null || true' EXIT
}

end_tensorflow() {
  [ -n "${tensorflow:-}" ] || return 0
  step "Waiting for TensorFlow"
  local status=0
  wait "$tensorflow" || status=$?
  trap - EXIT
  tensorflow=
  if [ "$status" = 0 ]; then cp "${TENSORFLOW[1]}" ".tools/${TENSORFLOW[0]}/requirements.txt"; else tail -n 30 .tools/tensorflow.log >&2; fi
  took
}

# has_venv NAME REQUIREMENTS
has_venv() { cmp -s "$2" ".tools/$1/requirements.txt"; }

# make_venv NAME
make_venv() {
  python3 -m venv --clear ".tools/$1" >/dev/null 2>&1 && return
  install_packages "Python's venv" python3-venv
  quietly python3 -m venv --clear ".tools/$1" || fail "python3 -m venv failed: see above."
}

# fill_venv NAME REQUIREMENTS
fill_venv() { ".tools/$1/bin/pip" install --disable-pip-version-check -r "$2"; }
