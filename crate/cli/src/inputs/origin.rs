//! Where a network and its images came from.

use std::path::Path;

use anyhow::Result;
use goodnet_core::{Manifest, SourceFile};
use goodnet_files::Architecture;

/// A network as it came from Keras.
pub(crate) struct KerasFile {
    pub(crate) name: String,
    /// What a repaired one's name ends with.
    pub(crate) ending: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Its layers, where they came in a file of their own.
    pub(crate) architecture: Option<Architecture>,
}

/// What was repaired, and from which files.
pub(crate) struct Origin {
    /// What files are named after.
    pub(crate) name: String,
    /// The network's own file, where Keras made it.
    pub(crate) keras: Option<KerasFile>,
    /// All files.
    pub(crate) files: Vec<SourceFile>,
}

impl Origin {
    /// The files of one of a bundle's scenarios, as its manifest describes them.
    pub(crate) fn of_bundle(folder: &Path, scenario: &str) -> Result<Self> {
        let manifest = Manifest::from_json(&std::fs::read(folder.join("manifest.json"))?)?;
        let found = manifest.scenario(scenario)?;
        Ok(Self { name: scenario.to_owned(), keras: None, files: manifest.sources(found) })
    }
}
