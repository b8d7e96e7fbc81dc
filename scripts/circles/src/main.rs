//! Finds circles of files: `goodnet-circles CRATE...` fails where two or more files of one crate name each other's items, and says
//! which items tie them.
//!
//! A file names another where a path in it, through imports and re-exports, ends at an item of the other. A parent that re-exports
//! what its children define does not name them, tests do not count, and neither do documentation and method calls, which name no file.
//!
//! Why not cargo-modules: its `--acyclic` looks for circles among items, so that a type and its own methods are one; reads signatures and
//! imports, but no bodies; stops at the first; and brings most of rust-analyzer, which takes eight minutes of a core's work to compile. This
//! takes one.

mod circles;
mod imports;
mod names;
mod paths;
mod tree;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::circles::{Circle, circles};

fn main() -> Result<ExitCode> {
    let mut found = 0;
    for folder in std::env::args().skip(1) {
        let sources = Path::new(&folder).join("src");
        for root in ["lib.rs", "main.rs"].map(|name| sources.join(name)) {
            if !root.exists() {
                continue;
            }
            let tree = tree::load(&root, &|path| std::fs::read_to_string(path))
                .with_context(|| format!("{} cannot be read", root.display()))?;
            for circle in circles(&tree) {
                found += 1;
                print(&folder, &circle);
            }
        }
    }
    Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[expect(clippy::print_stdout, reason = "the report of a command")]
fn print(folder: &str, circle: &Circle) {
    println!("{folder}: {} files name each other's items in a circle", circle.files.len());
    for tie in &circle.ties {
        println!("  {} names {}: {}", tie.from.display(), tie.to.display(), tie.items.join(", "));
    }
}
