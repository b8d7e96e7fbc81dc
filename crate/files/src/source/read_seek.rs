//! What a file must be able to do.

use std::io::{Read, Seek};

/// A file that can be read and sought in, wherever it lies.
pub trait ReadSeek: Read + Seek + Send + 'static {}

impl<T: Read + Seek + Send + 'static> ReadSeek for T {}
