//! A network from a file of any kind, as the bytes of an ONNX file.

use crate::error::{Error, Result};
use crate::images::ReadSeek;
use crate::keras;
use crate::kind::Kind;

/// The network in `file` as ONNX: as it is where it is an ONNX file, converted where Keras saved it as HDF5 or as a
/// `.keras` archive. A file with weights alone must be the lab's DeepID; others are saved whole, with `model.save("model.h5")`.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotANetwork`], naming the file.
pub fn network(file: &str, mut source: impl ReadSeek) -> Result<Vec<u8>> {
    let other = |what: &str| {
        Err(Error::NotANetwork {
            file: file.to_owned(),
            reason: format!("{what}. Bring an ONNX file, or one that Keras saved"),
        })
    };
    match Kind::read(file, &mut source)? {
        Kind::Hdf5 => keras::convert(file, source),
        Kind::Zip => keras::convert_archive(file, source),
        Kind::Npy => other("it is one of NumPy's arrays"),
        Kind::Png | Kind::Jpeg => other("it is a picture"),
        Kind::Other => {
            let mut bytes = Vec::new();
            source
                .read_to_end(&mut bytes)
                .map_err(|error| Error::Unreadable { file: file.to_owned(), reason: error.to_string() })?;
            Ok(bytes)
        }
    }
}
