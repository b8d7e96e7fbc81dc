//! What convolutions multiply with, read from the file.

use crate::read::OnnxFile;

/// The filters of one convolution.
#[derive(Debug, Clone, PartialEq)]
pub struct Filters {
    /// The convolution's name in the file.
    pub convolution: String,
    /// Input channels of a filter.
    pub inputs: usize,
    /// Places of a filter: its height times its width.
    pub taps: usize,
    /// f32 `[channels, inputs, taps]`, row-major.
    pub weights: Vec<f32>,
}

impl OnnxFile {
    /// The filters of every convolution that can be pruned in the file, in its order.
    pub fn filters(&self) -> impl Iterator<Item = Filters> {
        self.convolutions.iter().map(|convolution| {
            let (numbers, _) = self.bytes[convolution.weights.clone()].as_chunks();
            let [inputs, taps] = convolution.filter;
            Filters {
                convolution: convolution.name.clone(),
                inputs,
                taps,
                weights: numbers.iter().map(|&number| f32::from_le_bytes(number)).collect(),
            }
        })
    }
}
