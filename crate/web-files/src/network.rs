//! Networks, from what Keras or an ONNX exporter wrote, and back into Keras' file.

use std::io::Read as _;

use goodnet_data::Bias;
use goodnet_files::{Error as FilesError, Kind, network, prune_keras as prune};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::File;

use crate::chosen::ChosenFile;
use crate::error::Result;

/// A network that was read from a file.
#[wasm_bindgen(getter_with_clone)]
pub struct BroughtNetwork {
    /// The bytes of an ONNX file.
    #[wasm_bindgen(readonly)]
    pub onnx: Vec<u8>,
    /// Whether it came as one of Keras' HDF5 files, so that a repaired one can be had back as such.
    #[wasm_bindgen(readonly)]
    pub keras: bool,
}

/// Reads a network: ONNX, or what Keras saved as HDF5.
///
/// @throws {GoodnetError} of kind `file-unreadable` or `not-a-network`
#[wasm_bindgen(js_name = readNetwork)]
pub fn read_network(file: &File) -> Result<BroughtNetwork> {
    let (name, mut source) = (file.name(), ChosenFile::new(file)?.buffered());
    let keras = Kind::read(&name, &mut source)? == Kind::Hdf5;
    Ok(BroughtNetwork { onnx: network(&name, source)?, keras })
}

/// A repaired network in the HDF5 file that it came in: weights are set to 0 where they lie, and nothing else changes.
///
/// @param channels of the convolution are pruned
/// @param keepBias whether the recipe keeps a pruned channel's bias
/// @throws {GoodnetError} of kind `file-unreadable` or `not-a-network`
#[wasm_bindgen(js_name = pruneKeras, unchecked_return_type = "Uint8Array<ArrayBuffer>")]
pub fn prune_keras(
    file: &File,
    convolution: &str,
    channels: &[usize],
    #[wasm_bindgen(js_name = keepBias)] keep_bias: bool,
) -> Result<Vec<u8>> {
    let name = file.name();
    let mut bytes = Vec::new();
    ChosenFile::new(file)?
        .read_to_end(&mut bytes)
        .map_err(|error| FilesError::Unreadable { file: name.clone(), reason: error.to_string() })?;
    let bias = if keep_bias { Bias::Keep } else { Bias::Zero };
    Ok(prune(&name, &bytes, convolution, channels, bias)?)
}
