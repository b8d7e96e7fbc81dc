//! Somebody's own images, and what a report says of all files.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use goodnet_core::{ImageSet, Images, Scale, SourceFile, dataset_warnings};
use goodnet_files::{Kind, ReadSeek, describe};
use pollster::block_on;

use super::network::architecture;
use super::origin::{KerasFile, Origin};
use super::paths::{file_name, open, read, shown};
use super::{folder, images};

/// The files of a repair. Poisoned test images come with clean ones.
pub(crate) struct UserFiles<'a> {
    pub(crate) clean_valid: &'a Path,
    pub(crate) poisoned_valid: Option<&'a Path>,
    pub(crate) clean_test: Option<&'a Path>,
    pub(crate) poisoned_test: Option<&'a Path>,
}

impl UserFiles<'_> {
    /// What a report says of the network's files and of these.
    pub(crate) fn origin(&self, network: &Path, layers: Option<&Path>) -> Result<Origin> {
        let bytes = read(network)?;
        let roles = [
            ("network", Some(network)),
            ("the network's layers", layers),
            ("clean validation images", Some(self.clean_valid)),
            ("poisoned validation images", self.poisoned_valid),
            ("clean test images", self.clean_test),
            ("poisoned test images", self.poisoned_test),
        ];
        let mut files: Vec<SourceFile> = Vec::new();
        for (role, path) in roles {
            let Some(path) = path else { continue };
            let source: Box<dyn ReadSeek> = if path.is_dir() {
                // A folder counts as all of its files in a row.
                let files = folder::members(path)?.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
                Box::new(Cursor::new(files.concat()))
            } else {
                Box::new(open(path)?)
            };
            files.push(block_on(describe(role, &file_name(path), source, async |_| true))?);
        }
        let name = network.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // By this ending Keras knows the layout of a file with weights.
        let (name, ending) = match name.strip_suffix(".weights") {
            Some(name) if !name.is_empty() => (name.to_owned(), "weights.h5"),
            _ => (name, "h5"),
        };
        let architecture = layers.map(architecture).transpose()?;
        let keras =
            (Kind::of(&bytes) == Kind::Hdf5).then(|| KerasFile { name: shown(network), ending, bytes, architecture });
        Ok(Origin { name, keras, files })
    }

    /// Reads the images; gives the scale of the clean validation images, too.
    pub(crate) fn read(&self) -> Result<(Images, Scale)> {
        let clean = images::read("validation", self.clean_valid)?;
        let validation = Arc::new(clean.images);
        let set = |name: &str, path: Option<&Path>| -> Result<Arc<ImageSet>> {
            Ok(Arc::new(match path {
                Some(path) => images::read(name, path)?.images,
                None => ImageSet::none(name, validation.shape()),
            }))
        };
        let poisoned_validation = set("poisoned validation", self.poisoned_valid)?;
        let images = match self.clean_test {
            None => Images::untested(Arc::clone(&validation), poisoned_validation),
            test => Images {
                validation: Arc::clone(&validation),
                poisoned_validation,
                test: set("test", test)?,
                poisoned_test: set("poisoned test", self.poisoned_test)?,
            },
        };
        for warning in dataset_warnings(&images) {
            eprintln!("goodnet: look again: {warning}");
        }
        Ok((images, clean.stats.scale))
    }
}
