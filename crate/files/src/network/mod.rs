//! A network from a file of any kind, as the bytes of an ONNX file.

pub(crate) mod keras;

pub use keras::{Architecture, write_keras};

use crate::error::{Error, Result};
use crate::source::{Kind, ReadSeek, hdf5, is_json};

/// The network in `file` as ONNX: as it is where it is an ONNX file, converted where Keras saved it as HDF5 or as a
/// `.keras` archive. A file with weights alone ([`is_weights_alone`]) is the lab's DeepID, unless `given` says what layers its
/// network has; where a file says that itself, that counts.
///
/// # Errors
/// [`Error::Unreadable`], [`Error::NotANetwork`] or [`Error::NoArchitecture`], naming the file.
pub fn network(file: &str, mut source: impl ReadSeek, given: Option<&Architecture>) -> Result<Vec<u8>> {
    let other = |what: &str| {
        Err(Error::NotANetwork {
            file: file.to_owned(),
            reason: format!("{what}. Bring an ONNX file, or one that Keras saved"),
        })
    };
    match Kind::read(file, &mut source)? {
        Kind::Hdf5 => keras::convert(file, source, given),
        Kind::Zip => keras::convert_archive(file, source),
        Kind::Npy => other("it is one of NumPy's arrays"),
        Kind::Png | Kind::Jpeg => other("it is a picture"),
        Kind::Other => {
            let mut bytes = Vec::new();
            source.read_to_end(&mut bytes).map_err(|error| Error::unreadable(file, error))?;
            if is_json(&bytes) {
                return Err(Error::NotANetwork {
                    file: file.to_owned(),
                    reason: "it describes a network's layers and has no weights. Bring it as the architecture beside the weights"
                        .into(),
                });
            }
            Ok(bytes)
        }
    }
}

/// Whether a file has a network's weights, and not its layers: what Keras writes with `model.save_weights`.
///
/// # Errors
/// [`Error::Unreadable`].
pub fn is_weights_alone(file: &str, mut source: impl ReadSeek) -> Result<bool> {
    match Kind::read(file, &mut source)? {
        Kind::Hdf5 => keras::is_weights_alone(file, &hdf5::open(file, source)?),
        _ => Ok(false),
    }
}
