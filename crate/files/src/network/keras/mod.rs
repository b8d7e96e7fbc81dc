//! Networks that Keras saved, as HDF5 or as an archive, converted to ONNX; and edits written back into the HDF5 file.
//!
//! An HDF5 file has weights, and mostly the network's layers, a JSON ([`Architecture`]). Where it has none, somebody brings that
//! JSON as a file of its own, or it is the lab's DeepID. Keras keeps colour last and ONNX first: filters are turned, and an image is
//! turned back before it is flattened, so that a dense layer's rows stay in Keras' order.

mod architecture;
mod config;
mod convert;
mod filters;
mod find;
mod fit;
mod layers;
mod weight_locations;
mod weights;
mod write;

pub use architecture::Architecture;
pub(crate) use convert::{convert, convert_archive};
pub(crate) use find::{Saved, is_weights_alone, saved};
pub use write::write_keras;
