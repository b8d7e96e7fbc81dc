//! The modules of a crate, from its sources.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

use crate::imports::{Import, imports};
use crate::paths::{Reference, is_test, item_attributes, references};

/// A crate: its files and what each of them declares and names.
pub(crate) struct Tree {
    pub(crate) files: Vec<PathBuf>,
    /// The first is the crate itself.
    pub(crate) modules: Vec<Module>,
}

pub(crate) struct Module {
    pub(crate) parent: Option<usize>,
    /// An index into the tree's files; several modules may lie in one.
    pub(crate) file: usize,
    /// One name may stand for a type, a value and a macro.
    pub(crate) names: HashMap<String, Vec<Binding>>,
    /// What `use …::*` imports from.
    pub(crate) globs: Vec<Vec<String>>,
    pub(crate) references: Vec<Reference>,
}

pub(crate) enum Binding {
    /// Defined in this module.
    Item,
    /// A module that this one declares.
    Module(usize),
    /// Another name for a path.
    Import(Vec<String>),
}

/// How a source file is read: from the disk, or from a test.
pub(crate) type Read<'a> = &'a dyn Fn(&Path) -> io::Result<String>;

/// Reads a crate from its root file on.
///
/// # Errors
/// When a file is missing or is no Rust.
pub(crate) fn load(root: &Path, read: Read<'_>) -> Result<Tree> {
    let mut tree = Tree { files: Vec::new(), modules: Vec::new() };
    let folder = root.parent().unwrap_or(Path::new("")).to_path_buf();
    tree.file(root, &folder, None, read)?;
    Ok(tree)
}

impl Tree {
    /// Whether `module` is `ancestor` or lies in it.
    pub(crate) fn lies_in(&self, module: usize, ancestor: usize) -> bool {
        module == ancestor || self.modules[module].parent.is_some_and(|parent| self.lies_in(parent, ancestor))
    }

    /// Reads a file that is a module of its own; `folder` is where the files of its children lie.
    fn file(&mut self, path: &Path, folder: &Path, parent: Option<usize>, read: Read<'_>) -> Result<usize> {
        let source = read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let parsed = syn::parse_file(&source).with_context(|| format!("{} is no Rust", path.display()))?;
        let file = self.files.len();
        self.files.push(path.to_path_buf());
        self.module(&parsed.items, file, folder, parent, read)
    }

    fn module(
        &mut self,
        items: &[Item],
        file: usize,
        folder: &Path,
        parent: Option<usize>,
        read: Read<'_>,
    ) -> Result<usize> {
        let id = self.modules.len();
        self.modules.push(Module { parent, file, names: HashMap::new(), globs: Vec::new(), references: Vec::new() });
        for item in items.iter().filter(|item| !is_test(item_attributes(item))) {
            if let Item::Mod(declared) = item {
                let child = self.child(declared, id, file, folder, read)?;
                self.bind(id, declared.ident.to_string(), Binding::Module(child));
                continue;
            }
            if let Item::Use(used) = item {
                for import in imports(&used.tree) {
                    match import {
                        Import::Name { name, path } => self.bind(id, name, Binding::Import(path)),
                        Import::Glob { path } => self.modules[id].globs.push(path),
                    }
                }
            }
            if let Some(name) = defined(item) {
                self.bind(id, name, Binding::Item);
            }
            let named = references(item);
            self.modules[id].references.extend(named);
        }
        Ok(id)
    }

    fn bind(&mut self, module: usize, name: String, binding: Binding) {
        self.modules[module].names.entry(name).or_default().push(binding);
    }

    /// A module within a file, or in a file of its own.
    fn child(
        &mut self,
        declared: &ItemMod,
        parent: usize,
        file: usize,
        folder: &Path,
        read: Read<'_>,
    ) -> Result<usize> {
        let name = declared.ident.to_string();
        if let Some((_, items)) = &declared.content {
            return self.module(items, file, &folder.join(&name), Some(parent), read);
        }
        if let Some(path) = declared.attrs.iter().find_map(path_attribute) {
            let beside = self.files[file].parent().unwrap_or(Path::new("")).join(path);
            let folder = beside.parent().unwrap_or(Path::new("")).to_path_buf();
            return self.file(&beside, &folder, Some(parent), read);
        }
        let own = folder.join(&name);
        let (beside, inside) = (folder.join(format!("{name}.rs")), own.join("mod.rs"));
        let path = if read(&inside).is_ok() { inside } else { beside };
        self.file(&path, &own, Some(parent), read)
    }
}

/// `#[path = "…"]`
fn path_attribute(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if pair.path.is_ident("path") => Some(text.value()),
        _ => None,
    }
}

/// The name that an item defines in its module; imports and modules are no definitions.
fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
