//! The user's own files in a browser's worker: the wasm-bindgen face of goodnet-files, and of goodnet-plot.
//!
//! A module of its own, which is fetched when somebody brings files or pictures, or wants the plot as PNG: who repairs the bundle's
//! networks never loads it. It and goodnet-web share no memory; what it reads, the worker hands over ([`read_network`],
//! [`read_images`]). Files are read where they lie, piece by piece; nothing of them leaves the browser.

mod ahead;
mod chosen;
mod error;
mod fingerprint;
mod images;
mod inspect;
mod network;
mod picture;
mod plot;
#[cfg(feature = "types")]
pub mod types;

use wasm_bindgen::prelude::wasm_bindgen;

pub use fingerprint::describe;
pub use goodnet_js::on_panic;
pub use images::{ImageInfo, ImageSink, read_images};
pub use inspect::inspect;
pub use network::{LoadedNetwork, read_network, write_keras};
pub use picture::{FittedPicture, fit_picture};
pub use plot::plot_png;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type { Edit, FileContents, GoodnetError, LoadingEvent, SourceFile } from "../../../crate/web/src/types.js";"#;
