//! Pictures: decoded from PNG and JPEG files, and brought to the size that a network takes.

mod fit;
mod jpeg;
mod png;

use crate::error::{Error, Result};
use crate::kind::Kind;

/// Bytes that a picture may have, packed or not: 44 megapixels in colour.
pub(crate) const LARGEST: usize = 1 << 27;

/// A decoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// `[C, H, W]`, with 1 or 3 channels.
    pub shape: [usize; 3],
    /// u8, `[C, H, W]`, row-major.
    pub planes: Vec<u8>,
}

impl Picture {
    /// Decodes a PNG or JPEG file of 8 bits a channel, as people see it: turned as a camera says that it should be. Every machine
    /// gets the same bytes.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when it is neither, is damaged or too large, has another depth, or is transparent somewhere.
    pub fn decode(file: &str, bytes: &[u8]) -> Result<Self> {
        let decoded = match Kind::of(bytes) {
            Kind::Png => png::decode(bytes),
            Kind::Jpeg => jpeg::decode(bytes),
            _ => Err("it is neither a PNG nor a JPEG".into()),
        };
        decoded.map_err(|reason| Error::Unreadable { file: file.to_owned(), reason })
    }

    /// A picture from `samples` that are interleaved, `stored` a pixel, of which the first `channels` are kept.
    fn from_samples([channels, height, width]: [usize; 3], stored: usize, samples: &[u8]) -> Self {
        let planes = (0..channels).flat_map(|channel| samples.iter().skip(channel).step_by(stored)).copied().collect();
        Self { shape: [channels, height, width], planes }
    }
}

/// What is said of a picture with more bytes than [`LARGEST`].
fn too_large() -> String {
    format!("it has more than {} megapixels; save a smaller copy", LARGEST / 3_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_refused_by_name() {
        let error = Picture::decode("b.gif", b"GIF89a").unwrap_err().to_string();
        assert_eq!(error, "b.gif could not be read: it is neither a PNG nor a JPEG");
        for beginning in [&b"\xff\xd8\xff\xe0"[..], b"\x89PNG\r\n\x1a\nand no more"] {
            let error = Picture::decode("half", beginning).unwrap_err();
            assert_eq!(error.report().kind, "file-unreadable", "{error}");
        }
    }
}
