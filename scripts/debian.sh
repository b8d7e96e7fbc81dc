# Installs Debian packages. apt is the only thing that needs root.

# need_root COMMAND...: says how to go on where root cannot be had.
need_root() {
  [ "$(id -u)" = 0 ] || has sudo || fail "Root is needed: run '$*' as root, then this again."
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# install_packages WHAT PACKAGE...
install_packages() {
  local what=$1
  shift
  has apt-get || fail "$what is missing and this system has no apt-get: install what your system calls '$*', then run this again."
  need_root apt-get install "$@"
  step "Installing $what ($*)"
  quietly as_root apt-get update || fail "apt-get update failed: see above."
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@" ||
    fail "apt-get could not install $what: install what your system calls '$*', then run this again."
}
