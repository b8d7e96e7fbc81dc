# How the code hangs together: no circle of files in a crate, no crate that depends on what ARCHITECTURE.md keeps from it.

check_circles() { cargo run --quiet --locked -p goodnet-circles -- crate/* scripts/circles scripts/types; }

check_crates() { node scripts/crates.mjs; }
