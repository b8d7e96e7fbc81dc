//! What every part of goodnet speaks of: labelled images, what white is, what a defence changes of a network, which file was used,
//! what can go wrong.
//!
//! A crate of its own so that a crate that only reads files, as goodnet-web-files does, does not carry tract along. goodnet-core passes all of
//! it on under its own name.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

#[cfg(all(feature = "types", target_family = "wasm"))]
compile_error!("the feature `types` is for scripts/types alone: modules are built without it");

mod bias;
mod cause;
mod edit;
mod error;
mod images;
mod scale;
mod source_file;

pub use bias::Bias;
pub use cause::Cause;
pub use edit::{ChannelsOff, Edit, TensorEdit};
pub use error::{Error, ErrorReport, Result};
pub use images::{ImageSet, Label};
pub use scale::Scale;
pub use source_file::SourceFile;
