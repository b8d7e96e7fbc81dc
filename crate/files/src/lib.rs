//! Reads what people bring: the course's data sets and networks, as they lie on a student's disk.
//!
//! [`read_images`] makes a [`goodnet_data::ImageSet`] of an HDF5 file, an `.npz` or a ZIP of PNGs and JPEGs, in slices, so that a
//! file of 716 MB needs little more memory than its images as bytes ([`stream_images`] does not hold these either); [`Picture`] is
//! one picture of any size. [`network`] gives the ONNX bytes of a network: as they are where it is an ONNX file, converted where
//! Keras saved it, with an [`Architecture`] beside it where these are weights alone; [`prune_keras`] writes a repaired one back.
//!
//! Files are anything that can be read and sought in; this crate opens none and names no JavaScript or clock type.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod brought;
mod error;
mod fingerprint;
mod hdf5;
mod images;
mod inspect;
mod keras;
mod kind;
mod model;
mod numpy;
mod picture;
mod pictures;
mod values;
mod window;

pub use brought::{Brought, Facts, Sink, Values};
pub use error::{Error, Result};
pub use fingerprint::describe;
pub use images::{ReadSeek, read_images, stream_images};
pub use inspect::{Contents, inspect};
pub use keras::{Architecture, prune_keras};
pub use kind::Kind;
pub use model::{is_weights_alone, network};
pub use numpy::read_npy_pair;
pub use picture::Picture;
pub use pictures::Pictures;
pub use window::{KEPT, Window};
