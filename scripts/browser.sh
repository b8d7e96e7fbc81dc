# What the tests drive: a Chromium, its driver, and a Vulkan device in software for the shaders outside a browser.

first_of() {
  local name
  for name in "$@"; do command -v "$name" && return; done
  return 1
}

set_up_browser() {
  local names=(chromium google-chrome-stable google-chrome)
  first_of "${names[@]}" >/dev/null || install_packages "Chromium" chromium
  has chromedriver || install_packages "Chromium's driver" chromium-driver
  set_up_vulkan
  GOODNET_CHROMIUM=$(first_of "${names[@]}") || fail "Chromium is missing: install it, then run this again."
  export GOODNET_CHROMIUM
}

set_up_vulkan() {
  compgen -G '/usr/share/vulkan/icd.d/*.json' >/dev/null ||
    install_packages "a Vulkan device in software" mesa-vulkan-drivers
}
