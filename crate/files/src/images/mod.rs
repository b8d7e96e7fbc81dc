//! Labelled images from a file of any kind.

mod dataset;
pub(crate) mod hdf5;
pub(crate) mod numpy;
mod picture;
pub(crate) mod pictures;
mod to_bytes;

pub use dataset::{Dataset, DatasetInfo, PixelSink, ValueStats};
pub use numpy::read_npy_pair;
pub use picture::Picture;
pub use pictures::Pictures;

use crate::error::{Error, Result};
use crate::source::{Kind, ReadSeek};

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
    source: impl ReadSeek,
    progress: impl AsyncFnMut(usize, usize) -> bool,
) -> Result<Dataset> {
    let mut pixels = Vec::new();
    let info = stream_images(file, source, &mut pixels, progress).await?;
    Dataset::new(name, info, pixels)
}

/// The same for a caller that keeps the images elsewhere: they go to `sink` as they are read, and are not held here.
///
/// # Errors
/// As [`read_images`], and what the sink says.
pub async fn stream_images(
    file: &str,
    mut source: impl ReadSeek,
    sink: &mut impl PixelSink,
    mut progress: impl AsyncFnMut(usize, usize) -> bool,
) -> Result<DatasetInfo> {
    let other = |what: &str| {
        Err(Error::NotImages {
            file: file.to_owned(),
            reason: format!("{what}. Bring an HDF5 file or an .npz with `data` and `label`, or a ZIP of PNGs or JPEGs"),
        })
    };
    match Kind::read(file, &mut source)? {
        Kind::Hdf5 => hdf5::read(file, source, sink, &mut progress).await,
        Kind::Zip => {
            let mut archive = zip::ZipArchive::new(source).map_err(|error| Error::unreadable(file, error))?;
            if numpy::holds_arrays(&archive) {
                numpy::read(file, &mut numpy::Packed { file, archive: &mut archive }, sink, &mut progress).await
            } else {
                pictures::read_zip(file, &mut archive, sink, &mut progress).await
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
