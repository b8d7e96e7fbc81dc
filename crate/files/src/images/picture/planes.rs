//! A picture in memory: a plane a channel.

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
    /// A picture from `samples` that are interleaved, `stored` a pixel, of which the first `channels` are kept.
    pub(super) fn from_samples([channels, height, width]: [usize; 3], stored: usize, samples: &[u8]) -> Self {
        let planes = (0..channels).flat_map(|channel| samples.iter().skip(channel).step_by(stored)).copied().collect();
        Self { shape: [channels, height, width], planes }
    }
}

/// What is said of a picture with more bytes than [`LARGEST`].
pub(super) fn too_large() -> String {
    format!("it has more than {} megapixels; save a smaller copy", LARGEST / 3_000_000)
}
