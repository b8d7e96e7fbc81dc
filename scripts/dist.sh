# crate/web becomes www/pkg/, twice: for every browser that has SIMD, and for those that have relaxed SIMD too, which
# multiply and add in one step. www/ becomes dist/.

# compile_web OUT [RUSTFLAG]: one build of the module, and its JavaScript face in a folder.
compile_web() {
  local out=$1 config=()
  [ "$#" = 1 ] || config=(--config "target.$WASM_TARGET.rustflags=['-C', '$2']")
  # A folder of its own, so that neither build undoes the other's.
  local target=${CARGO_TARGET_DIR:-target}/web-${out##*/}
  wasm_cargo build --quiet --target "$WASM_TARGET" --target-dir "$target" --profile dist -p goodnet-web "${config[@]}"
  local compiled=$target/$WASM_TARGET/dist/goodnet_web.wasm
  local optimised=$out/goodnet_web_bg.wasm
  # cargo rewrites its file only when it differs, so time tells.
  [ "$compiled" -nt "$optimised" ] || return 0

  local raw=.tools/$out
  rm -rf "$raw" "$out"
  wasm-bindgen --target web --omit-default-module-path --out-dir "$raw" "$compiled"
  mkdir -p "$out"
  cp "$raw"/*.js "$raw/goodnet_web.d.ts" "$out/"
  wasm-opt -Oz --enable-simd --enable-relaxed-simd --enable-bulk-memory --enable-nontrapping-float-to-int \
    --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue \
    "$raw/goodnet_web_bg.wasm" -o "$optimised.part"
  mv "$optimised.part" "$optimised"
}

build_wasm() {
  step "Compiling crate/web for the browser, with and without relaxed SIMD"
  # Side by side: most of it is linking, which keeps one core busy.
  compile_web www/pkg/relaxed "target-feature=+relaxed-simd" &
  local relaxed=$!
  compile_web www/pkg/plain
  wait "$relaxed"
  # One JavaScript face serves both.
  cmp www/pkg/plain/goodnet_web.js www/pkg/relaxed/goodnet_web.js ||
    fail "The two builds of crate/web have different JavaScript faces: delete target/web-* and run this again."
}

build_dist() {
  build_wasm
  step "Making dist/"
  node scripts/dist.mjs
}
