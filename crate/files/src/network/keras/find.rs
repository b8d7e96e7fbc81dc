//! Whether an HDF5 file is a network of Keras', what its layers are, and where their weights lie.

use hdf5_pure::File;

use super::architecture::Architecture;
use super::weight_locations::WeightLocations;
use super::{fit, layers};
use crate::error::{Error, Result};
use crate::source::hdf5::unreadable;

/// The attribute in which a file has a network's layers.
const CONFIG: &str = "model_config";

/// Whether an HDF5 file has a network's weights, and not its layers.
///
/// # Errors
/// [`Error::Unreadable`].
pub(crate) fn is_weights_alone(file: &str, h5: &File) -> Result<bool> {
    let failed = |error: hdf5_pure::Error| unreadable(file, error);
    let (root, attributes) = (h5.root(), h5.root().attrs().map_err(failed)?);
    // A long list of layers is cut into several attributes, with numbers after their names.
    let lists_layers = attributes.keys().any(|name| name.starts_with("layer_names"));
    let numbers_them = root.groups().map_err(failed)?.iter().any(|name| name == "layers");
    Ok((lists_layers || numbers_them) && !attributes.contains_key(CONFIG))
}

/// What Keras saved in an HDF5 file.
pub(crate) enum Saved {
    /// Weights, and layers that are there too or are known: those of the lab's DeepID.
    Network,
    /// Weights alone.
    Weights,
}

/// What Keras saved in an HDF5 file; nothing where it is none of Keras'.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotANetwork`].
pub(crate) fn saved(file: &str, h5: &File) -> Result<Option<Saved>> {
    if h5.root().attrs().map_err(|error| unreadable(file, error))?.contains_key(CONFIG) {
        return Ok(Some(Saved::Network));
    }
    if !is_weights_alone(file, h5)? {
        return Ok(None);
    }
    let deepid = Architecture::deepid()?;
    let misfit = fit::misfit(file, &WeightLocations::find(file, h5, &deepid)?, &deepid)?;
    Ok(Some(if misfit.is_none() { Saved::Network } else { Saved::Weights }))
}

/// A network in an HDF5 file.
pub(super) struct Network {
    pub(super) architecture: Architecture,
    pub(super) locations: WeightLocations,
}

impl Network {
    /// The layers that the file describes, else those that were given, else the lab's DeepID; and where their weights are.
    pub(super) fn find(file: &str, h5: &File, given: Option<&Architecture>) -> Result<Self> {
        let not_a_network = |reason: String| Error::NotANetwork { file: file.to_owned(), reason };
        let attributes = h5.root().attrs().map_err(|error| unreadable(file, error))?;
        if let Some(config) = attributes.get(CONFIG).and_then(|config| config.as_str()) {
            let architecture = Architecture::parse(file, config)?;
            let locations = WeightLocations::find(file, h5, &architecture)?;
            return Ok(Self { architecture, locations });
        }
        let architecture = given.cloned().map_or_else(Architecture::deepid, Ok)?;
        layers::refuse_unknown(file, &architecture)?;
        let locations = WeightLocations::find(file, h5, &architecture)?;
        if locations.is_empty() {
            return Err(not_a_network("it holds no layers with weights; is it a data set?".into()));
        }
        match (fit::misfit(file, &locations, &architecture)?, given) {
            (None, _) => Ok(Self { architecture, locations }),
            (Some(reason), None) => Err(Error::NoArchitecture { file: file.to_owned(), reason }),
            (Some(reason), Some(_)) => Err(not_a_network(format!(
                "its weights are not those of {}: {reason}. Bring the JSON of the network that was saved: \
                 open(\"model.json\", \"w\").write(model.to_json())",
                architecture.described_in
            ))),
        }
    }
}
