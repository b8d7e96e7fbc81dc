# The types that cross between Rust and JavaScript, in TypeScript: crate/web/src/types.d.ts is written from the Rust types.

TYPES=crate/web/src/types.d.ts

# written_types: what the file should hold. Natively and with the selection that the tests are compiled with.
written_types() {
  native_cargo build --quiet --locked --release --bin goodnet-types &&
    "${CARGO_TARGET_DIR:-target}/release/goodnet-types" | biome format --stdin-file-path="$TYPES"
}

# A file of its own first: the old types are needed to compile what writes the new ones.
write_types() {
  step "Writing $TYPES"
  written_types >.tools/types.d.ts
  mv .tools/types.d.ts "$TYPES"
}
