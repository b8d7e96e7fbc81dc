# crate/web and crate/web-files become WebAssembly modules in www/pkg/, in one of two kinds.
#
# dev: quick to compile, for one's own machine. One build serves every browser.
# dist: small and fast, for whoever visits. crate/web twice: for every browser that has SIMD, and for those that have relaxed SIMD
# too, which multiply and add in one step; crate/web-files once, for it is fetched only by who brings files.

# build_modules KIND: www/pkg leads to the modules of this kind; those of the other stay as they are.
build_modules() {
  "build_${1}_modules"
  [ -L www/pkg ] || rm -rf www/pkg
  ln -sfn "../.tools/pkg/$1" www/pkg
}

build_dev_modules() {
  local target=${CARGO_TARGET_DIR:-target}/web-dev out=.tools/pkg/dev
  step "Compiling crate/web and crate/web-files for the browser"
  compile_modules "$target" dev-web -p goodnet-web -p goodnet-web-files
  local made=$target/$WASM_TARGET/dev-web
  if [ "$made/goodnet_web.wasm" -nt "$out/plain/goodnet_web_bg.wasm" ] || [ "$made/goodnet_web_files.wasm" -nt "$out/files/goodnet_web_files_bg.wasm" ]; then
    step "Writing their JavaScript faces (wasm-bindgen)"
    write_face "$made/goodnet_web.wasm" "$out/plain"
    write_face "$made/goodnet_web_files.wasm" "$out/files"
  fi
  ln -sfn plain "$out/relaxed"
}

build_dist_modules() {
  local target=${CARGO_TARGET_DIR:-target}
  step "Compiling crate/web for the browser, with and without relaxed SIMD, and crate/web-files (minutes, the first time)"
  compile_modules "$target/web-plain" dist -p goodnet-web
  begin_relaxed "$target/web-plain" "$target/web-relaxed"
  # Side by side: most of it is linking, which keeps one core busy.
  RUSTC_WRAPPER=$PWD/scripts/relaxed-simd.sh compile_modules "$target/web-relaxed" dist -p goodnet-web &
  local relaxed=$!
  compile_modules "$target/web-plain" dist -p goodnet-web-files
  wait "$relaxed"
  local made=$WASM_TARGET/dist/goodnet_web.wasm
  ! cmp --silent "$target/web-plain/$made" "$target/web-relaxed/$made" ||
    fail "Both builds of crate/web are the same, with relaxed SIMD and without: delete target/web-relaxed and run this again."
  step "Making them small (wasm-bindgen and wasm-opt)"
  optimise "$target/web-relaxed/$WASM_TARGET/dist/goodnet_web.wasm" relaxed &
  relaxed=$!
  optimise "$target/web-plain/$WASM_TARGET/dist/goodnet_web.wasm" plain
  optimise "$target/web-plain/$WASM_TARGET/dist/goodnet_web_files.wasm" files
  wait "$relaxed"
  # One JavaScript face serves both.
  cmp .tools/pkg/dist/plain/goodnet_web.js .tools/pkg/dist/relaxed/goodnet_web.js ||
    fail "The two builds of crate/web have different JavaScript faces: delete target/web-* and run this again."
}

# begin_relaxed PLAIN RELAXED: before crate/web is compiled with relaxed SIMD for the first time, what that does not change is taken over
# from the plain build. Cargo does not know of the wrapper: when that changes, all begins anew.
begin_relaxed() {
  [ ! -d "$2" ] || [ scripts/relaxed-simd.sh -nt "$2" ] || return 0
  rm -rf "$2" "$2.new"
  cp -a "$1" "$2.new"
  rm -rf "$2.new/$WASM_TARGET"/dist/.fingerprint/{rten-simd,goodnet-kernels}-*
  mv "$2.new" "$2"
  touch "$2"
}

# compile_modules TARGET_FOLDER PROFILE OPTION...
compile_modules() {
  local target=$1 profile=$2 quiet=(--quiet)
  # Somebody who watches sees that it goes on; of two builds side by side, one tells.
  if [ -t 2 ] && [[ $target != */web-relaxed ]]; then quiet=(); fi
  wasm_cargo build "${quiet[@]}" --locked --target "$WASM_TARGET" --target-dir "$target" --profile "$profile" "${@:3}"
}

# write_face COMPILED OUT: a module and its JavaScript face.
write_face() {
  rm -rf "$2"
  wasm-bindgen --target web --omit-default-module-path --out-dir "$2" "$1"
}

# optimise COMPILED NAME: a module of the kind dist, unless it has not changed.
optimise() {
  local name out=.tools/pkg/dist/$2 raw=.tools/pkg/raw/$2
  name=$(basename "$1" .wasm)_bg.wasm
  # cargo rewrites its file only when it differs, so time tells.
  [ "$1" -nt "$out/$name" ] || return 0
  write_face "$1" "$raw"
  wasm-opt -Oz --enable-simd --enable-relaxed-simd --enable-bulk-memory --enable-nontrapping-float-to-int \
    --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue \
    "$raw/$name" -o "$raw/optimised.wasm"
  rm -rf "$out"
  mkdir -p "$out"
  cp "$raw"/*.js "$raw"/*.d.ts "$out/"
  # Last: what stopped half way is done again.
  mv "$raw/optimised.wasm" "$out/$name"
}
