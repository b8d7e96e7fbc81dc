//! Networks that Keras saved, as HDF5 or as an archive, converted to ONNX.
//!
//! An HDF5 file has weights, and mostly the network's layers, a JSON ([`Architecture`]). Where it has none, somebody brings that
//! JSON as a file of its own, or it is the lab's DeepID. Keras keeps colour last and ONNX first: filters are turned, and an image is
//! turned back before it is flattened, so that a dense layer's rows stay in Keras' order.

mod architecture;
mod archive;
mod config;
mod fit;
mod layers;
mod places;
mod prune;
mod weights;

pub use architecture::Architecture;
pub(crate) use architecture::Layer;
pub(crate) use archive::convert_archive;
pub use prune::prune_keras;
pub(crate) use weights::{Tensor, Weights};

use hdf5_pure::File;
use places::Places;

use crate::error::{Error, Result};
use crate::hdf5::{open, unreadable};
use crate::images::ReadSeek;

/// The ONNX bytes of the network in an HDF5 file; `given` are its layers, for a file with weights alone.
///
/// # Errors
/// [`Error::Unreadable`], [`Error::NotANetwork`] or [`Error::NoArchitecture`].
pub(crate) fn convert(file: &str, source: impl ReadSeek, given: Option<&Architecture>) -> Result<Vec<u8>> {
    let Network { architecture, places } = Network::find(file, &open(file, source)?, given)?;
    layers::write(file, &architecture, &Weights::read(file, &places)?)
}

/// The attribute in which a file has a network's layers.
pub(crate) const CONFIG: &str = "model_config";

/// Whether an HDF5 file has a network's weights, and not its layers.
///
/// # Errors
/// [`Error::Unreadable`].
pub(crate) fn is_weights_alone(file: &str, h5: &File) -> Result<bool> {
    let failed = |error: hdf5_pure::Error| unreadable(file, &error);
    let (root, attributes) = (h5.root(), h5.root().attrs().map_err(failed)?);
    // A long list of layers is cut into several attributes, with numbers behind their names.
    let lists_layers = attributes.keys().any(|name| name.starts_with("layer_names"));
    let numbers_them = root.groups().map_err(failed)?.iter().any(|name| name == "layers");
    Ok((lists_layers || numbers_them) && !attributes.contains_key(CONFIG))
}

/// Whether a file with weights alone has those of the lab's DeepID, so that it is a network without more.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotANetwork`].
pub(crate) fn is_deepid(file: &str, h5: &File) -> Result<bool> {
    let deepid = Architecture::deepid()?;
    Ok(fit::misfit(file, &Places::find(file, h5, &deepid)?, &deepid)?.is_none())
}

/// A network in an HDF5 file.
struct Network {
    architecture: Architecture,
    places: Places,
}

impl Network {
    /// The layers that the file describes, else those that were given, else the lab's DeepID; and where their weights are.
    fn find(file: &str, h5: &File, given: Option<&Architecture>) -> Result<Self> {
        let not_a_network = |reason: String| Error::NotANetwork { file: file.to_owned(), reason };
        let attributes = h5.root().attrs().map_err(|error| unreadable(file, &error))?;
        if let Some(config) = attributes.get(CONFIG).and_then(|config| config.as_str()) {
            let architecture = Architecture::parse(file, config)?;
            let places = Places::find(file, h5, &architecture)?;
            return Ok(Self { architecture, places });
        }
        let architecture = given.cloned().map_or_else(Architecture::deepid, Ok)?;
        layers::refuse_unknown(file, &architecture)?;
        let places = Places::find(file, h5, &architecture)?;
        if places.is_empty() {
            return Err(not_a_network("it holds no layers with weights; is it a data set?".into()));
        }
        match (fit::misfit(file, &places, &architecture)?, given) {
            (None, _) => Ok(Self { architecture, places }),
            (Some(reason), None) => Err(Error::NoArchitecture { file: file.to_owned(), reason }),
            (Some(reason), Some(_)) => Err(not_a_network(format!(
                "its weights are not those of {}: {reason}. Bring the JSON of the network that was saved: \
                 open(\"model.json\", \"w\").write(model.to_json())",
                architecture.described_in
            ))),
        }
    }
}
