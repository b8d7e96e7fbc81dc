//! Which file it was: its size and its SHA-256.

use std::io::{Read, Seek};

use goodnet_data::SourceFile;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// Describes a file for a report, reading it piece by piece; `role` is what it was used as. `progress` is told how many bytes were
/// read, and says whether to go on; it is asynchronous for the reason that [`crate::read_images`] is.
///
/// # Errors
/// [`Error::Unreadable`]; [`Error::Stopped`].
pub async fn describe(
    role: &str,
    file: &str,
    mut source: impl Read + Seek,
    mut progress: impl AsyncFnMut(u64) -> bool,
) -> Result<SourceFile> {
    let unreadable = |error: std::io::Error| Error::unreadable(file, error);
    source.rewind().map_err(unreadable)?;
    let (mut digest, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; 1 << 20]);
    loop {
        let read = source.read(&mut piece).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        digest.update(&piece[..read]);
        bytes += read as u64;
        if !progress(bytes).await {
            return Err(Error::Stopped { file: file.to_owned() });
        }
    }
    let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(SourceFile { role: role.to_owned(), name: file.to_owned(), bytes, sha256 })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_file_has_its_size_and_checksum() {
        let abc = || Cursor::new(b"abc".to_vec());
        let file = pollster::block_on(describe("network", "a.h5", abc(), async |_| true)).unwrap();
        assert_eq!(file.bytes, 3);
        assert!(pollster::block_on(describe("network", "a.h5", abc(), async |_| false)).is_err());
        assert_eq!(file.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
