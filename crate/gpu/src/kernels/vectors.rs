//! How numbers lie on the device: channels last, in vectors of four filled up with zeros; weights as 4x4 matrices between vectors.

/// Channels in a vector.
pub(crate) const LANES: usize = 4;

/// Bytes of an f32.
pub(crate) const WORD: u64 = size_of::<f32>() as u64;

/// Bytes of a vector of four channels.
pub(crate) const VECTOR: u64 = LANES as u64 * WORD;

/// Values of a 4x4 matrix.
pub(crate) const MATRIX: usize = LANES * LANES;

/// How many vectors `channels` fill.
pub(crate) fn vectors(channels: usize) -> usize {
    channels.div_ceil(LANES)
}

/// Weights as 4x4 matrices: `[taps, channels]`, a column for each channel of a tap's vector, a row for each output channel.
/// `weight` is asked for a tap, a lane of its vector and an output channel, and answers 0 where there is none.
pub(crate) fn pack_matrices(taps: usize, channels: usize, weight: impl Fn(usize, usize, usize) -> f32) -> Vec<f32> {
    let mut packed = Vec::with_capacity(taps * channels * MATRIX);
    for tap in 0..taps {
        for vector in 0..channels {
            for lane in 0..LANES {
                packed.extend((0..LANES).map(|row| weight(tap, lane, LANES * vector + row)));
            }
        }
    }
    packed
}

/// Values filled up with zeros to whole vectors.
pub(crate) fn pack_vectors(values: &[f32]) -> Vec<f32> {
    let mut packed = values.to_vec();
    packed.resize(vectors(values.len()) * LANES, 0.0);
    packed
}
