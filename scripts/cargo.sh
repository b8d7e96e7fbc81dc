# What plain cargo compiles: every crate but those that only a browser runs.

# native_cargo COMMAND OPTION...: one selection everywhere, so that nothing is compiled again with other features.
native_cargo() {
  cargo "$1" --workspace --exclude goodnet-web --exclude goodnet-web-files --exclude goodnet-js "${@:2}"
}

# What the page, the bench and Python are compared with.
compile_command_line() {
  step "Compiling the command line"
  native_cargo build --quiet --locked --release --bin goodnet --example parity --example png --example times
}

# package_of NAME: the package in crate/NAME, or in scripts/NAME; nothing where there is none.
package_of() {
  local folder
  for folder in "crate/$1" "scripts/$1"; do
    if [ -f "$folder/Cargo.toml" ]; then sed -n 's/^name = "\(.*\)"/\1/p;T;q' "$folder/Cargo.toml"; fi
  done
}
