# What plain cargo compiles: every crate but those that only a browser runs.

# native_cargo COMMAND OPTION...: one selection everywhere, so that nothing is compiled again with other features.
native_cargo() {
  cargo "$1" --workspace --exclude goodnet-web --exclude goodnet-web-files --exclude goodnet-js "${@:2}"
}
