//! Files and folders by their names.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> goodnet_files::Result<Vec<u8>> {
    std::fs::read(path)
        .map_err(|error| goodnet_files::Error::Unreadable { file: shown(path), reason: error.to_string() })
}

/// Opens a file to be read.
pub(crate) fn open(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("{} cannot be opened; check its name", path.display()))
}

/// A file as a report calls it: without its folder.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file as messages call it.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
