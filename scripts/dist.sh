# crate/web becomes www/pkg/, twice: for every browser that has SIMD, and for those that have relaxed SIMD too, which
# multiply and add in one step; crate/web-files once, for it is fetched only by who brings files. www/ becomes dist/.

# compile_web CRATE OUT [RUSTFLAG]: one build of a module, and its JavaScript face in a folder.
compile_web() {
  local crate=$1 name=${1//-/_} out=$2 config=() quiet=(--quiet)
  # Somebody who watches sees that it goes on; of the two builds that run side by side, one tells.
  if [ -t 2 ] && [ "$#" = 2 ]; then quiet=(); fi
  # A folder for each kind of flags, so that neither build undoes the other's.
  local target=${CARGO_TARGET_DIR:-target}/web-plain
  if [ "$#" = 3 ]; then
    config=(--config "target.$WASM_TARGET.rustflags=['-C', '$3']")
    target=${CARGO_TARGET_DIR:-target}/web-relaxed
  fi
  wasm_cargo build "${quiet[@]}" --target "$WASM_TARGET" --target-dir "$target" --profile dist -p "$crate" "${config[@]}"
  local compiled=$target/$WASM_TARGET/dist/$name.wasm
  local optimised=$out/${name}_bg.wasm
  # cargo rewrites its file only when it differs, so time tells.
  [ "$compiled" -nt "$optimised" ] || return 0

  local raw=.tools/$out
  rm -rf "$raw" "$out"
  wasm-bindgen --target web --omit-default-module-path --out-dir "$raw" "$compiled"
  mkdir -p "$out"
  cp "$raw"/*.js "$raw/$name.d.ts" "$out/"
  wasm-opt -Oz --enable-simd --enable-relaxed-simd --enable-bulk-memory --enable-nontrapping-float-to-int \
    --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue \
    "$raw/${name}_bg.wasm" -o "$optimised.part"
  mv "$optimised.part" "$optimised"
}

build_wasm() {
  step "Compiling crate/web for the browser, with and without relaxed SIMD, and crate/web-files (the first time, some ten minutes on two cores)"
  # Side by side: most of it is linking, which keeps one core busy.
  compile_web goodnet-web www/pkg/relaxed "target-feature=+relaxed-simd" &
  local relaxed=$!
  compile_web goodnet-web www/pkg/plain
  compile_web goodnet-web-files www/pkg/files
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
