//! A picture from a file: PNG or JPEG, whichever it is.

use super::planes::Picture;
use super::{jpeg, png};
use crate::error::{Error, Result};
use crate::source::Kind;

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
        decoded.map_err(|reason| Error::damaged(file, reason))
    }
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
