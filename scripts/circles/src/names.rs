//! Where a path ends: at which item, in which module.

use crate::tree::{Binding, Tree};

pub(crate) enum Found {
    Module(usize),
    Item(Definition),
}

pub(crate) struct Definition {
    /// The module that defines it.
    pub(crate) module: usize,
    /// Its name there.
    pub(crate) name: String,
    /// Modules that it was imported from on the way and that are no parents of the one that defines it.
    pub(crate) through: Vec<usize>,
}

/// What a path that stands in `module` means; `None` for what is of another crate, local or the language's own.
pub(crate) fn resolve(tree: &Tree, module: usize, path: &[String]) -> Option<Found> {
    follow(tree, module, path, &mut Vec::new())
}

/// Names that are being looked up, so that a circle of imports ends.
type Asked = Vec<(usize, String)>;

fn follow(tree: &Tree, module: usize, path: &[String], asked: &mut Asked) -> Option<Found> {
    let mut found = None;
    for segment in path {
        let here = match found {
            None => module,
            Some(Found::Module(inside)) => inside,
            // What comes after an item belongs to it: a variant, a method.
            item @ Some(Found::Item(_)) => return item,
        };
        found = Some(match (segment.as_str(), found.is_some()) {
            ("crate", false) => Found::Module(0),
            ("self", false) => Found::Module(module),
            ("super", _) => Found::Module(tree.modules[here].parent?),
            _ => look_up(tree, here, segment, asked)?,
        });
    }
    found
}

fn look_up(tree: &Tree, module: usize, name: &str, asked: &mut Asked) -> Option<Found> {
    let question = (module, name.to_string());
    if asked.contains(&question) {
        return None;
    }
    asked.push(question);
    let here = &tree.modules[module];
    let declared = here.names.get(name).into_iter().flatten().find_map(|binding| match binding {
        Binding::Item => Some(Found::Item(Definition { module, name: name.to_string(), through: Vec::new() })),
        Binding::Module(id) => Some(Found::Module(*id)),
        Binding::Import(path) => imported(tree, module, follow(tree, module, path, asked)),
    });
    let found = declared.or_else(|| {
        here.globs.iter().find_map(|glob| match follow(tree, module, glob, asked)? {
            Found::Module(from) => imported(tree, module, look_up(tree, from, name, asked)),
            Found::Item(_) => None,
        })
    });
    asked.pop();
    found
}

/// Remembers that something was had from a module that is not above its own.
fn imported(tree: &Tree, module: usize, found: Option<Found>) -> Option<Found> {
    let Some(Found::Item(mut definition)) = found else { return found };
    if !tree.lies_in(definition.module, module) {
        definition.through.push(module);
    }
    Some(Found::Item(definition))
}
