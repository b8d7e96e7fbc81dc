//! Networks that Keras saved as HDF5, converted to ONNX.
//!
//! A file has weights, and mostly the network's configuration, a JSON of layers ([`Architecture`]). Where it has none, it must
//! be the lab's DeepID. Keras keeps colour last and ONNX first: filters are turned, and an image is turned back before it is
//! flattened, so that a dense layer's rows stay in Keras' order.

mod architecture;
mod config;
mod layers;
mod prune;
mod weights;

pub(crate) use architecture::{Architecture, Layer};
pub use prune::prune_keras;
pub(crate) use weights::{Tensor, Weights};

use crate::error::{Error, Result};
use crate::hdf5::{open, unreadable};
use crate::images::ReadSeek;

/// The ONNX bytes of the network in `file`.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotANetwork`].
pub(crate) fn convert(file: &str, source: impl ReadSeek) -> Result<Vec<u8>> {
    let failed = |error: hdf5_pure::Error| unreadable(file, &error);
    let h5 = open(file, source)?;
    let attributes = h5.root().attrs().map_err(failed)?;
    let weights = Weights::read(file, &weights::layer_groups(file, &h5)?)?;
    let architecture = match attributes.get("model_config").and_then(|config| config.as_str()) {
        Some(config) => Architecture::parse(file, config)?,
        None => {
            let architecture = Architecture::deepid(file)?;
            if weights.is_empty() {
                let reason = "it holds no layers with weights; is it a data set?".to_owned();
                return Err(Error::NotANetwork { file: file.to_owned(), reason });
            }
            if let Some(missing) = weights.missing(&architecture) {
                return Err(Error::NotANetwork {
                    file: file.to_owned(),
                    reason: format!(
                        "it holds weights without the network's layers, and they are not the lab's DeepID: it has no \
                         layer `{missing}`. Save the whole network with model.save(\"model.h5\")"
                    ),
                });
            }
            architecture
        }
    };
    layers::write(file, &architecture, &weights)
}
