//! What a file is for, found out without reading its images.

use std::io::{self, Read as _};

use crate::error::{Error, Result};
use crate::images::pictures::label_of;
use crate::images::{hdf5, numpy};
use crate::network::Architecture;
use crate::network::keras::{Saved, saved};
use crate::source::hdf5::open;
use crate::source::{Kind, ReadSeek, is_json};

/// How an ONNX file begins, as every exporter writes it: with the version of its format.
const ONNX_MARK: u8 = 0x08;

/// What a file holds, as far as that tells what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// A network.
    Network,
    /// A network's weights, which need its layers beside them.
    Weights,
    /// A network's layers, as `model.to_json()` writes them.
    Architecture,
    /// Labelled images.
    Images {
        /// How many.
        images: usize,
        /// How many different labels they have: poisoned images have one, the attacker's.
        classes: usize,
    },
}

impl Contents {
    fn of_labels(labels: &[f64]) -> Self {
        let mut classes: Vec<u64> = labels.iter().map(|label| label.to_bits()).collect();
        classes.sort_unstable();
        classes.dedup();
        Self::Images { images: labels.len(), classes: classes.len() }
    }
}

/// Finds out what `file` holds. It is asynchronous for the reason that [`crate::read_images`] is.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotImages`], which says why the file is of no use.
pub async fn inspect(file: &str, mut source: impl ReadSeek) -> Result<Contents> {
    let of_no_use = |reason: &str| Err(Error::NotImages { file: file.to_owned(), reason: reason.to_owned() });
    match Kind::read(file, &mut source)? {
        Kind::Hdf5 => {
            let h5 = open(file, source)?;
            Ok(match saved(file, &h5)? {
                Some(Saved::Network) => Contents::Network,
                Some(Saved::Weights) => Contents::Weights,
                None => Contents::of_labels(&hdf5::labels_alone(file, &h5)?),
            })
        }
        Kind::Zip => {
            let mut archive = zip::ZipArchive::new(source).map_err(|error| Error::unreadable(file, error))?;
            if numpy::holds_arrays(&archive) {
                let labels = numpy::labels_alone(file, &mut numpy::Packed { file, archive: &mut archive }).await?;
                return Ok(Contents::of_labels(&labels));
            }
            if archive.file_names().flatten().any(|name| name == "config.json") {
                return Ok(Contents::Network);
            }
            let labels: Vec<f64> =
                archive.file_names().flatten().filter_map(|name| label_of(&name)).map(f64::from).collect();
            if labels.is_empty() {
                return of_no_use(
                    "it is an archive without a picture named `label=K.png` or `label=K.jpg`, without arrays, and no network",
                );
            }
            Ok(Contents::of_labels(&labels))
        }
        Kind::Npy => {
            of_no_use("it is one array alone, without labels; save both with numpy.savez(file, data=.., label=..)")
        }
        Kind::Png | Kind::Jpeg => of_no_use("it is one picture; a ZIP of pictures named `label=K.png` is a set"),
        Kind::Other => {
            let failed = |error: io::Error| Error::unreadable(file, error);
            let mut beginning = Vec::new();
            source.by_ref().take(64).read_to_end(&mut beginning).map_err(failed)?;
            if is_json(&beginning) {
                source.rewind().map_err(failed)?;
                return Architecture::read(file, source).map(|_| Contents::Architecture);
            }
            if beginning.first() == Some(&ONNX_MARK) {
                return Ok(Contents::Network);
            }
            of_no_use(
                "it is none of the kinds of files that goodnet knows: HDF5, ONNX, `.npz`, a ZIP of pictures, or a network's layers \
                 as model.to_json() writes them",
            )
        }
    }
}
