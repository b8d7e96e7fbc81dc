//! Networks, from what Keras or an ONNX exporter wrote, and back into Keras' file.

use std::io::Read as _;

use goodnet_data::Edit;
use goodnet_files::{Architecture, Error as FilesError, Kind, network};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::File;

use crate::chosen::ChosenFile;
use crate::error::{Error, Result};

/// A network that was read from a file.
#[wasm_bindgen(getter_with_clone)]
pub struct LoadedNetwork {
    /// The bytes of an ONNX file.
    #[wasm_bindgen(readonly)]
    pub onnx: Vec<u8>,
    /// Whether it came as one of Keras' HDF5 files, so that a repaired one can be had back as such.
    #[wasm_bindgen(readonly)]
    pub keras: bool,
}

/// Reads a network: ONNX, or what Keras saved.
///
/// @param architecture the network's layers, as `model.to_json()` writes them, where the file has weights alone
/// @throws {GoodnetError} of kind `file-unreadable`, `not-a-network`, or `no-architecture` where the layers are missing
#[wasm_bindgen(js_name = readNetwork)]
pub fn read_network(file: &File, architecture: Option<File>) -> Result<LoadedNetwork> {
    let (name, mut source) = (file.name(), ChosenFile::new(file)?.buffered());
    let keras = Kind::read(&name, &mut source)? == Kind::Hdf5;
    let architecture = read_architecture(architecture)?;
    Ok(LoadedNetwork { onnx: network(&name, source, architecture.as_ref())?, keras })
}

fn read_architecture(file: Option<File>) -> Result<Option<Architecture>> {
    let Some(file) = file else { return Ok(None) };
    Ok(Some(Architecture::read(&file.name(), ChosenFile::new(&file)?.buffered())?))
}

/// An edited network in the HDF5 file that it came in: values change where they lie, and nothing else does.
///
/// @param architecture the network's layers, where they came in a file of their own
/// @param edit what is changed, as `Repaired.edit` gives it
/// @throws {GoodnetError} of kind `file-unreadable`, `not-a-network` or `argument`
#[wasm_bindgen(js_name = writeKeras, unchecked_return_type = "Uint8Array<ArrayBuffer>")]
pub fn write_keras(
    file: &File,
    architecture: Option<File>,
    #[wasm_bindgen(unchecked_param_type = "Edit")] edit: JsValue,
) -> Result<Vec<u8>> {
    let edit: Edit = serde_wasm_bindgen::from_value(edit)
        .map_err(|error| Error::Argument { argument: "edit", reason: error.to_string() })?;
    let name = file.name();
    let mut bytes = Vec::new();
    ChosenFile::new(file)?.read_to_end(&mut bytes).map_err(|error| FilesError::unreadable(name.clone(), error))?;
    let architecture = read_architecture(architecture)?;
    Ok(goodnet_files::write_keras(&name, &bytes, architecture.as_ref(), &edit)?)
}
