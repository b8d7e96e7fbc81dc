//! Pictures: decoded from PNG and JPEG files, and brought to the size that a network takes.

mod decode;
mod fit;
mod jpeg;
mod planes;
mod png;

pub(crate) use planes::LARGEST;
pub use planes::Picture;
