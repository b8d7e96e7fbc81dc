//! A data set that is a folder: two arrays of NumPy's, or pictures.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use goodnet_files::{Dataset, Pictures, read_npy_pair};
use pollster::block_on;

use super::paths::{open, read, shown};
use crate::progress::Progress;

/// The two arrays that make a data set.
const PAIR: [&str; 2] = ["data.npy", "label.npy"];

/// The files of a folder that make the set, in the order of their names: `data.npy` and `label.npy`, else all PNGs and JPEGs.
pub(crate) fn members(folder: &Path) -> Result<Vec<PathBuf>> {
    let pair = PAIR.map(|name| folder.join(name));
    if pair[0].is_file() {
        if !pair[1].is_file() {
            bail!("{} has data.npy, but no label.npy; save the labels there, one number an image", folder.display());
        }
        return Ok(pair.into());
    }
    let entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let is_picture = |path: &PathBuf| {
        let kind = path.extension().unwrap_or_default().to_ascii_lowercase();
        ["png", "jpg", "jpeg"].iter().any(|known| kind == *known)
    };
    files.retain(is_picture);
    files.sort();
    if files.is_empty() {
        bail!(
            "{} holds neither data.npy and label.npy nor pictures named like 1_label=7.png or 1_label=7.jpg",
            folder.display()
        );
    }
    Ok(files)
}

/// Reads a folder as labelled images called `name`.
pub(crate) fn images(name: &str, folder: &Path) -> Result<Dataset> {
    let members = members(folder)?;
    let bar = Progress::new(&shown(folder));
    let dataset = match members.as_slice() {
        [data, label] if data.ends_with(PAIR[0]) => {
            let show = async |done, total| {
                bar.show(done, total);
                true
            };
            block_on(read_npy_pair(name, &shown(folder), open(data)?, open(label)?, show))?
        }
        pictures => {
            let mut pixels = Vec::new();
            let mut set = Pictures::new(pictures.len(), &mut pixels);
            for (done, path) in pictures.iter().enumerate() {
                set.push(&shown(path), &read(path)?)?;
                bar.show(done + 1, pictures.len());
            }
            let info = set.finish(&shown(folder))?;
            Dataset::new(name, info, pixels)?
        }
    };
    bar.finish();
    Ok(dataset)
}
