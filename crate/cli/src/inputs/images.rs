//! Labelled images from a file or a folder.

use std::path::Path;

use anyhow::Result;
use goodnet_files::{Dataset, read_images};
use pollster::block_on;

use super::folder;
use super::paths::{open, shown};
use crate::progress::Progress;

/// Reads labelled images from a file or from a folder, and tells what they are.
pub(crate) fn read(name: &str, path: &Path) -> Result<Dataset> {
    let dataset = if path.is_dir() {
        folder::images(name, path)?
    } else {
        let bar = Progress::new(&shown(path));
        let show = async |done, total| {
            bar.show(done, total);
            true
        };
        let dataset = block_on(read_images(name, &shown(path), open(path)?, show))?;
        bar.finish();
        dataset
    };
    for note in dataset.notes(&shown(path)) {
        eprintln!("goodnet: {note}");
    }
    Ok(dataset)
}
