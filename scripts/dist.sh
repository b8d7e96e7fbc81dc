# crate/web becomes www/pkg/, and www/ becomes dist/.

build_wasm() {
  step "Compiling crate/web for the browser"
  wasm_cargo build --quiet --target "$WASM_TARGET" --profile dist -p goodnet-web
  local compiled=${CARGO_TARGET_DIR:-target}/$WASM_TARGET/dist/goodnet_web.wasm
  local optimised=www/pkg/goodnet_web_bg.wasm
  # cargo rewrites its file only when it differs, so time tells.
  [ "$compiled" -nt "$optimised" ] || return 0

  step "Making its JavaScript face (wasm-bindgen) and shrinking it (wasm-opt)"
  local raw=.tools/pkg
  rm -rf "$raw" www/pkg
  wasm-bindgen --target web --omit-default-module-path --out-dir "$raw" "$compiled"
  mkdir -p www/pkg
  cp "$raw"/*.js "$raw/goodnet_web.d.ts" www/pkg/
  wasm-opt -Oz --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
    --enable-mutable-globals --enable-reference-types --enable-multivalue \
    "$raw/goodnet_web_bg.wasm" -o "$optimised.part"
  mv "$optimised.part" "$optimised"
}

build_dist() {
  build_wasm
  step "Making dist/"
  node scripts/dist.mjs
}
