//! What a file is for.

use goodnet_files::{Contents, inspect as look};
use goodnet_js::to_js;
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::File;

use crate::chosen::ChosenFile;
use crate::error::Result;

/// What a file holds: a network, its weights or its layers alone, or labelled images, of so many different labels.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) enum FileContents {
    Network,
    Weights,
    Architecture,
    Images { images: usize, classes: usize },
}

/// Finds out whether a file holds a network, its weights or its layers alone, or labelled images; of these nothing but the labels is
/// read.
///
/// @throws {GoodnetError} of kind `file-unreadable`, `not-images` or `not-a-network`, which says why the file is of no use
#[wasm_bindgen(unchecked_return_type = "FileContents")]
pub async fn inspect(file: File) -> Result<JsValue> {
    let found = match look(&file.name(), ChosenFile::new(&file)?.buffered()).await? {
        Contents::Network => FileContents::Network,
        Contents::Weights => FileContents::Weights,
        Contents::Architecture => FileContents::Architecture,
        Contents::Images { images, classes } => FileContents::Images { images, classes },
    };
    Ok(to_js(&found)?)
}
