//! A network that Keras saved, as ONNX: from an HDF5 file, or from Keras 3's own archive, `.keras`, a ZIP of the network's description
//! and its weights.

use std::io::Read as _;

use hdf5_pure::File;
use zip::ZipArchive;

use super::architecture::Architecture;
use super::find::Network;
use super::weight_locations::WeightLocations;
use super::weights::Weights;
use super::{fit, layers};
use crate::error::{Error, Result};
use crate::source::ReadSeek;
use crate::source::hdf5::{open, unreadable};

/// What a part of an archive may be unpacked to: 1 GB.
const LARGEST: u64 = 1 << 30;

/// The ONNX bytes of the network in an HDF5 file; `given` are its layers, for a file with weights alone.
///
/// # Errors
/// [`Error::Unreadable`], [`Error::NotANetwork`] or [`Error::NoArchitecture`].
pub(crate) fn convert(file: &str, source: impl ReadSeek, given: Option<&Architecture>) -> Result<Vec<u8>> {
    let Network { architecture, locations } = Network::find(file, &open(file, source)?, given)?;
    layers::convert(file, &architecture, &Weights::read(file, &locations)?)
}

/// The ONNX bytes of the network in an archive.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotANetwork`].
pub(crate) fn convert_archive(file: &str, source: impl ReadSeek) -> Result<Vec<u8>> {
    let mut archive = ZipArchive::new(source).map_err(|error| Error::unreadable(file, error))?;
    let mut part = |name: &str| -> Result<Vec<u8>> {
        let entry = archive.by_name(name).map_err(|_| Error::NotANetwork {
            file: file.to_owned(),
            reason: format!("it is an archive without a {name}, which Keras' .keras files have"),
        })?;
        let mut bytes = Vec::new();
        entry.take(LARGEST).read_to_end(&mut bytes).map_err(|error| Error::unreadable(file, error))?;
        Ok(bytes)
    };
    let config = String::from_utf8(part("config.json")?).map_err(|error| Error::unreadable(file, error))?;
    let weights = part("model.weights.h5")?;
    let architecture = Architecture::parse(file, &config)?;
    layers::refuse_unknown(file, &architecture)?;
    let h5 = File::from_bytes(weights).map_err(|error| unreadable(file, error))?;
    let locations = WeightLocations::find(file, &h5, &architecture)?;
    if let Some(reason) = fit::misfit(file, &locations, &architecture)? {
        return Err(Error::NotANetwork { file: file.to_owned(), reason });
    }
    layers::convert(file, &architecture, &Weights::read(file, &locations)?)
}
