//! HDF5 files, opened to be read piece by piece.

use hdf5_pure::{File, ReadSeekSource};

use super::read_seek::ReadSeek;
use crate::error::{Error, Result};

/// Opens a file to be read piece by piece.
///
/// # Errors
/// [`Error::Unreadable`].
pub(crate) fn open(file: &str, source: impl ReadSeek) -> Result<File> {
    let open = || File::from_source(ReadSeekSource::new(source)?);
    open().map_err(|error| unreadable(file, error))
}

/// What is said of a file that HDF5 cannot read.
pub(crate) fn unreadable(file: &str, error: hdf5_pure::Error) -> Error {
    Error::unreadable(file, error)
}
