//! Files that name each other's items.

use std::collections::BTreeMap;
use std::path::PathBuf;

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use crate::names::{Found, resolve};
use crate::tree::Tree;

pub(crate) struct Circle {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) ties: Vec<Tie>,
}

/// What one file of a circle names of another.
pub(crate) struct Tie {
    pub(crate) from: PathBuf,
    pub(crate) to: PathBuf,
    /// Each with the line that names it first.
    pub(crate) items: Vec<String>,
}

/// From file to file: the names, and the first line that has each.
type Uses = BTreeMap<(usize, usize), BTreeMap<String, usize>>;

/// Every set of files of which each leads to each other, in the order of their names.
pub(crate) fn circles(tree: &Tree) -> Vec<Circle> {
    let uses = uses(tree);
    let graph: DiGraphMap<usize, ()> = DiGraphMap::from_edges(uses.keys().copied());
    let mut circles: Vec<Circle> =
        tarjan_scc(&graph).iter().filter(|files| files.len() > 1).map(|files| circle(tree, files, &uses)).collect();
    circles.sort_by(|a, b| a.files.cmp(&b.files));
    circles
}

fn circle(tree: &Tree, files: &[usize], uses: &Uses) -> Circle {
    let within = uses.iter().filter(|((from, to), _)| files.contains(from) && files.contains(to));
    let ties = within.map(|((from, to), items)| Tie {
        from: tree.files[*from].clone(),
        to: tree.files[*to].clone(),
        items: items.iter().map(|(name, line)| format!("{name} (line {line})")).collect(),
    });
    let mut files: Vec<PathBuf> = files.iter().map(|file| tree.files[*file].clone()).collect();
    files.sort();
    Circle { files, ties: ties.collect() }
}

fn uses(tree: &Tree) -> Uses {
    let mut uses = Uses::new();
    for (id, module) in tree.modules.iter().enumerate() {
        for reference in &module.references {
            let Some(Found::Item(definition)) = resolve(tree, id, &reference.path) else { continue };
            // A parent that hands on what a child defines.
            if reference.reexport && tree.lies_in(definition.module, id) {
                continue;
            }
            for from in definition.through.iter().filter(|from| **from != id).chain([&definition.module]) {
                let to = tree.modules[*from].file;
                if to != module.file {
                    let line = uses
                        .entry((module.file, to))
                        .or_default()
                        .entry(definition.name.clone())
                        .or_insert(reference.line);
                    *line = reference.line.min(*line);
                }
            }
        }
    }
    uses
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::io;

    use super::circles;
    use crate::tree::load;

    /// The circles of a crate whose files are given, as `a.rs b.rs`.
    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let tree = load("lib.rs".as_ref(), &|path| {
            let file = files.iter().find(|(name, _)| path == std::path::Path::new(name));
            file.map(|(_, source)| (*source).to_string()).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        });
        let names = |circle: &super::Circle| {
            circle.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" ")
        };
        circles(&tree.unwrap()).iter().map(names).collect()
    }

    #[test]
    fn two_files_that_import_each_other_are_a_circle_however_they_write_it() {
        for a in [
            "use crate::b::B;",
            "use super::b::B as C;",
            "fn f() { crate::b::B; }",
            "fn f() -> Vec<crate::b::B> { vec![] }",
            "use crate::b; fn f(x: b::B) {}",
            "use crate::b::*; fn f(x: B) {}",
            "use crate::*; fn f(x: b::B) {}",
            "fn f() { println!(\"{}\", crate::b::B::new(1)) }",
            "macro_rules! m { () => { $crate::b::B } }",
            "use crate::B;",
        ] {
            let a = [a, " pub struct A;"].concat();
            let files =
                [("lib.rs", "mod a; mod b; pub use b::B;"), ("a.rs", &a), ("b.rs", "pub struct B; use crate::a::A;")];
            assert_eq!(found(&files), ["a.rs b.rs"], "{a}");
        }
    }

    #[test]
    fn a_parent_that_hands_on_what_its_children_define_is_none() {
        let parent = "mod one; mod two; pub(crate) use one::One; pub use two::*; pub struct Ground;";
        let files = [
            ("lib.rs", "mod kinds;"),
            ("kinds/mod.rs", parent),
            ("kinds/one.rs", "use super::{Ground, Two}; pub struct One;"),
            ("kinds/two.rs", "use super::Ground; pub struct Two;"),
        ];
        assert_eq!(found(&files), [""; 0]);
    }

    #[test]
    fn a_parent_that_uses_what_its_children_define_is_one() {
        let parent = "mod one; pub use one::One; pub struct Ground(One);";
        let files =
            [("lib.rs", "mod kinds;"), ("kinds.rs", parent), ("kinds/one.rs", "use super::Ground; pub struct One;")];
        assert_eq!(found(&files), ["kinds/one.rs kinds.rs"]);
    }

    #[test]
    fn a_longer_way_round_and_a_stranger_that_hands_on_are_circles() {
        let lib = ("lib.rs", "mod a; mod b; mod c;");
        let round = [
            lib,
            ("a.rs", "use crate::b::B; pub struct A;"),
            ("b.rs", "use crate::c::C; pub struct B;"),
            ("c.rs", "use crate::a::A; pub struct C;"),
        ];
        assert_eq!(found(&round), ["a.rs b.rs c.rs"]);
        let stranger = [
            lib,
            ("a.rs", "use crate::b::C; pub struct A;"),
            ("b.rs", "pub use crate::c::C; use crate::a::A;"),
            ("c.rs", "pub struct C;"),
        ];
        assert_eq!(found(&stranger), ["a.rs b.rs"]);
    }

    #[test]
    fn tests_documentation_and_other_crates_are_not_counted() {
        let lib = ("lib.rs", "mod a; mod b; #[cfg(test)] mod missing;");
        let a = (
            "a.rs",
            "/// [`crate::b::B`]\npub struct A; #[cfg(test)] mod tests { use crate::b::B; } #[cfg(all(test, unix))] use crate::b::B;",
        );
        let b = ("b.rs", "use crate::a::A; use a::Other; use serde::b::A as C; pub struct B;");
        assert_eq!(found(&[lib, a, b]), [""; 0]);
    }

    #[test]
    fn what_is_not_for_tests_counts() {
        let lib = ("lib.rs", "mod a; mod b;");
        let a = ("a.rs", "pub struct A; #[cfg(not(test))] use crate::b::B;");
        assert_eq!(found(&[lib, a, ("b.rs", "use crate::a::A; pub struct B;")]), ["a.rs b.rs"]);
    }

    #[test]
    fn imports_that_lead_to_each_other_end() {
        let files = [("lib.rs", "mod a; mod b;"), ("a.rs", "pub use crate::b::X;"), ("b.rs", "pub use crate::a::X;")];
        assert_eq!(found(&files), [""; 0]);
    }
}
