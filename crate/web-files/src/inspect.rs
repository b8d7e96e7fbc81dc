//! What a file is for.

use goodnet_files::{Contents, inspect as look};
use goodnet_js::to_js;
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::File;

use crate::chosen::ChosenFile;
use crate::error::Result;

/// What a file holds, as the page hears it: `FileContents` in `crate/web/src/types.d.ts`.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Found {
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
        Contents::Network => Found::Network,
        Contents::Weights => Found::Weights,
        Contents::Architecture => Found::Architecture,
        Contents::Images { images, classes } => Found::Images { images, classes },
    };
    Ok(to_js(&found)?)
}
