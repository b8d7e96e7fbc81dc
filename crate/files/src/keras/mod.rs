//! Networks that Keras saved, as HDF5 or as an archive, converted to ONNX.
//!
//! An HDF5 file has weights, and mostly the network's configuration, a JSON of layers ([`Architecture`]). Where it has none, it must
//! be the lab's DeepID. Keras keeps colour last and ONNX first: filters are turned, and an image is turned back before it is
//! flattened, so that a dense layer's rows stay in Keras' order.

mod architecture;
mod archive;
mod config;
mod layers;
mod prune;
mod weights;

pub(crate) use architecture::{Architecture, Layer};
pub(crate) use archive::convert_archive;
pub use prune::prune_keras;
pub(crate) use weights::{Tensor, Weights};

use hdf5_pure::File;

use crate::error::{Error, Result};
use crate::hdf5::{open, unreadable};
use crate::images::ReadSeek;

/// The ONNX bytes of the network in an HDF5 file.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotANetwork`].
pub(crate) fn convert(file: &str, source: impl ReadSeek) -> Result<Vec<u8>> {
    let h5 = open(file, source)?;
    let not_a_network = |reason: String| Err(Error::NotANetwork { file: file.to_owned(), reason });
    let (architecture, own) = architecture(file, &h5)?;
    let weights = Weights::read(file, &weights::places(file, &h5, &architecture)?)?;
    if !own && weights.is_empty() {
        return not_a_network("it holds no layers with weights; is it a data set?".into());
    }
    if let Some(missing) = weights.missing(&architecture).filter(|_| !own) {
        return not_a_network(format!(
            "it holds weights without the network's layers, and they are not the lab's DeepID: it has no layer \
             `{missing}`. Save the whole network with model.save(\"model.h5\")"
        ));
    }
    layers::write(file, &architecture, &weights)
}

/// The layers of the network in an HDF5 file: its own description, or the lab's DeepID where it has none; and whether it has one.
fn architecture(file: &str, h5: &File) -> Result<(Architecture, bool)> {
    let attributes = h5.root().attrs().map_err(|error| unreadable(file, &error))?;
    match attributes.get("model_config").and_then(|config| config.as_str()) {
        Some(config) => Ok((Architecture::parse(file, config)?, true)),
        None => Ok((Architecture::deepid(file)?, false)),
    }
}
