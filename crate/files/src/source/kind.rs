//! What a file is, by its first bytes: names lie.

use std::io::{Read, Seek};

use crate::error::{Error, Result};

/// The kinds of files that goodnet takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A data set, or a network that Keras saved.
    Hdf5,
    /// Pictures, NumPy's arrays (`.npz`), or Keras' own archive (`.keras`).
    Zip,
    /// One of NumPy's arrays.
    Npy,
    /// A picture without loss.
    Png,
    /// A picture with loss.
    Jpeg,
    /// Anything else: an ONNX file has no mark of its own.
    Other,
}

/// How each kind begins.
const MARKS: [(&[u8], Kind); 5] = [
    (b"\x89HDF\r\n\x1a\n", Kind::Hdf5),
    (b"PK\x03\x04", Kind::Zip),
    (b"\x93NUMPY", Kind::Npy),
    (b"\x89PNG\r\n\x1a\n", Kind::Png),
    (b"\xff\xd8\xff", Kind::Jpeg),
];

impl Kind {
    /// The kind of a file that begins with these bytes; eight are enough.
    pub fn of(beginning: &[u8]) -> Self {
        MARKS.iter().find(|(mark, _)| beginning.starts_with(mark)).map_or(Self::Other, |&(_, kind)| kind)
    }

    /// The kind of a file, which is left at its beginning.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when it cannot be read.
    pub fn read(file: &str, source: &mut (impl Read + Seek)) -> Result<Self> {
        let mut beginning = Vec::with_capacity(8);
        (source.rewind())
            .and_then(|()| source.by_ref().take(8).read_to_end(&mut beginning))
            .and_then(|_| source.rewind())
            .map_err(|error| Error::unreadable(file, error))?;
        Ok(Self::of(&beginning))
    }
}

/// Whether a file begins as the JSON of a network's layers does: with a brace, or a quotation mark around it all.
pub(crate) fn is_json(beginning: &[u8]) -> bool {
    matches!(beginning.trim_ascii_start(), [b'{' | b'"', ..])
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_file_is_known_by_how_it_begins_and_can_be_read_again() {
        let mut source = Cursor::new(b"\x89HDF\r\n\x1a\nand so on".to_vec());
        source.set_position(9);
        assert_eq!(Kind::read("valid.h5", &mut source), Ok(Kind::Hdf5));
        assert_eq!(source.position(), 0);
        assert_eq!(Kind::of(b"PK\x03\x04"), Kind::Zip);
        assert_eq!(Kind::of(b"\x08\x08"), Kind::Other);
        assert_eq!(Kind::of(b""), Kind::Other);
    }
}
