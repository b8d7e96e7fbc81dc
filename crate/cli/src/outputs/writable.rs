//! What is written at the end, tried before the work: a repair takes minutes, and a path that cannot be written is known at once.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A file that can be written. What it holds stays until there is something new; one that was not there goes again where there never
/// is, unless the process is killed.
pub(crate) struct OutputFile {
    path: PathBuf,
    file: File,
    is_new: bool,
}

impl OutputFile {
    /// Opens a file to be written later.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let is_new = !path.exists();
        let file =
            OpenOptions::new().write(true).create(true).truncate(false).open(path).with_context(|| cannot(path))?;
        Ok(Self { path: path.to_owned(), file, is_new })
    }

    /// Writes it, in place of what it held.
    pub(crate) fn write(mut self, bytes: &[u8]) -> Result<()> {
        let write = |file: &mut File| {
            // A pipe or a terminal holds nothing that could be cut off.
            if file.metadata()?.is_file() {
                file.set_len(0)?;
            }
            file.write_all(bytes)
        };
        write(&mut self.file).with_context(|| cannot(&self.path))?;
        self.is_new = false;
        Ok(())
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if self.is_new {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A folder that files can be written to. One that was not there goes again where none are; folders above it stay.
pub(crate) struct OutputFolder {
    path: PathBuf,
    is_new: bool,
}

impl OutputFolder {
    /// Makes the folder where it is not there, and tries whether a file can be made in it.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let folder = Self { path: path.to_owned(), is_new: !path.exists() };
        fs::create_dir_all(path).with_context(|| cannot(path))?;
        let trial = path.join(format!(".goodnet-{}", std::process::id()));
        File::create(&trial).and_then(|_| fs::remove_file(&trial)).with_context(|| cannot(path))?;
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if self.is_new {
            // A folder with files in it stays.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

fn cannot(path: &Path) -> String {
    format!("{} cannot be written; name a place that is there, and where you may write", path.display())
}
