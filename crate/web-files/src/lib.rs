//! The user's own files in a browser's worker: the wasm-bindgen face of goodnet-files.
//!
//! A module of its own, which is fetched when somebody brings files: who repairs the bundle's networks never loads it. It and
//! goodnet-web share no memory; what it reads, the worker hands over ([`read_network`], [`BroughtImages`]). Files are read where
//! they lie, piece by piece; nothing of them leaves the browser.

mod chosen;
mod error;
mod fingerprint;
mod images;
mod inspect;
mod network;

use wasm_bindgen::prelude::wasm_bindgen;

pub use fingerprint::describe;
pub use goodnet_js::on_panic;
pub use images::{BroughtImages, read_images};
pub use inspect::inspect;
pub use network::{BroughtNetwork, prune_keras, read_network};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str =
    r#"import type { FileContents, GoodnetError, LoadingEvent, SourceFile } from "../../../crate/web/src/types.js";"#;
