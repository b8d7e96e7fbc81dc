//! A data set from a file of any kind.

use std::io::{Read, Seek};

use crate::error::{Error, Result};
use crate::kind::Kind;
use crate::values::Brought;
use crate::{hdf5, numpy, pictures};

/// A file that can be read and sought in, wherever it lies.
pub trait ReadSeek: Read + Seek + Send + 'static {}

impl<T: Read + Seek + Send + 'static> ReadSeek for T {}

/// Numbers that are held at once while a file is read: 16 MB as f64, some hundred images.
pub(crate) const SLICE: usize = 1 << 21;

/// Reads the labelled images of `file`: an HDF5 file or an `.npz` with `data` and `label`, or a ZIP of pictures named with
/// `label=K.png` or `label=K.jpg`. `name` is what errors and reports will call the set; `progress` is told how many images were
/// read, and how many there are, and says whether to go on. It is asynchronous so that a browser's worker can turn its event loop in
/// it; nothing else is waited for.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotImages`], naming the file; [`Error::Stopped`].
pub async fn read_images(
    name: &str,
    file: &str,
    mut source: impl ReadSeek,
    mut progress: impl AsyncFnMut(usize, usize) -> bool,
) -> Result<Brought> {
    let other = |what: &str| {
        Err(Error::NotImages {
            file: file.to_owned(),
            reason: format!("{what}. Bring an HDF5 file or an .npz with `data` and `label`, or a ZIP of PNGs or JPEGs"),
        })
    };
    match Kind::read(file, &mut source)? {
        Kind::Hdf5 => hdf5::read(name, file, source, &mut progress).await,
        Kind::Zip => {
            let mut archive = zip::ZipArchive::new(source)
                .map_err(|error| Error::Unreadable { file: file.to_owned(), reason: error.to_string() })?;
            if numpy::holds_arrays(&archive) {
                numpy::read(name, file, &mut numpy::Packed { file, archive: &mut archive }, &mut progress).await
            } else {
                pictures::read_zip(name, file, &mut archive, &mut progress).await
            }
        }
        Kind::Npy => other(
            "it is one array alone, without labels; save both in one file with numpy.savez(\"valid.npz\", data=.., label=..); \
             the command line also takes a folder with data.npy and label.npy",
        ),
        Kind::Png | Kind::Jpeg => other("it is one picture"),
        Kind::Other => other("it is none of the kinds of files that goodnet knows"),
    }
}
