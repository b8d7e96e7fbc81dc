//! What a `use` line brings in.

use syn::UseTree;

pub(crate) enum Import {
    /// `use a::b as name`; `use a::b as _` has the name `_`.
    Name { name: String, path: Vec<String> },
    /// `use a::b::*`
    Glob { path: Vec<String> },
}

/// All that one `use` imports, each with its whole path.
pub(crate) fn imports(tree: &UseTree) -> Vec<Import> {
    let mut found = Vec::new();
    collect(tree, &mut Vec::new(), &mut found);
    found
}

fn collect(tree: &UseTree, before: &mut Vec<String>, found: &mut Vec<Import>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            collect(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) => found.push(named(name.ident.to_string(), &name.ident.to_string(), before)),
        UseTree::Rename(rename) => found.push(named(rename.rename.to_string(), &rename.ident.to_string(), before)),
        UseTree::Glob(_) => found.push(Import::Glob { path: before.clone() }),
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, before, found)),
    }
}

/// `use a::b::{self}` imports `b`.
fn named(name: String, last: &str, before: &[String]) -> Import {
    let mut path = before.to_vec();
    if last != "self" || before.is_empty() {
        path.push(last.to_string());
    }
    let name = if name == "self" { path.last().cloned().unwrap_or(name) } else { name };
    Import::Name { name, path }
}
