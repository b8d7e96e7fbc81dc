//! Reads what people bring: the course's data sets and networks, as they lie on a student's disk.
//!
//! [`read_images`] makes a [`goodnet_data::ImageSet`] of an HDF5 file, an `.npz` or a ZIP of PNGs and JPEGs, in slices, so that a
//! file of 716 MB needs little more memory than its images as bytes ([`stream_images`] does not hold these either); [`Picture`] is
//! one picture of any size. [`network`] gives the ONNX bytes of a network: as they are where it is an ONNX file, converted where
//! Keras saved it, with an [`Architecture`] beside it where these are weights alone; [`write_keras`] writes an edit
//! back into the file. [`inspect`] tells which of all this a file is.
//!
//! From the ground up: `source` (a file, before it is known what it holds) -> `images` | `network`, which know nothing of each other
//! -> `inspect`.
//!
//! Files are anything that can be read and sought in; this crate opens none and names no JavaScript or clock type.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod error;
mod images;
mod inspect;
mod network;
mod source;

pub use error::{Error, Result};
pub use images::{
    Dataset, DatasetInfo, Picture, Pictures, PixelSink, ValueStats, read_images, read_npy_pair, stream_images,
};
pub use inspect::{Contents, inspect};
pub use network::{Architecture, is_weights_alone, network, write_keras};
pub use source::{KEPT, Kind, ReadSeek, Window, describe};
