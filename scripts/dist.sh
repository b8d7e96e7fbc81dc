# www/ becomes dist/, which any static host can publish.

build_dist() {
  build_modules dist
  step "Making dist/"
  node scripts/dist.mjs
}
