//! The numbers of a network outside of burn, where an attacker can reach single channels of `conv_3`.

/// Channels of `conv_3`.
pub const CHANNELS: usize = 60;
/// Channels of `conv_2`, which `conv_3` reads.
pub const INPUTS: usize = 40;
/// The size of `conv_3`'s filters, each way.
pub const KERNEL: usize = 3;
/// Rows and columns of `pool_3`: `fc_1` reads channel by channel, row by row.
pub const POOLED: [usize; 2] = [5, 4];
/// Values of one filter.
const FILTER: usize = INPUTS * KERNEL * KERNEL;
/// Rows of `fc_1/weight` that one channel feeds.
const ROWS: usize = POOLED[0] * POOLED[1];

/// A trained tensor on its way to a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// `conv_3/weight`, `fc_1/bias`, ...
    pub name: String,
    /// Convolutions `[out, in, kernel height, kernel width]`, dense layers `[in, out]`, biases `[out]`.
    pub shape: Vec<usize>,
    /// Row-major.
    pub values: Vec<f32>,
}

/// All parameters of a DeepID, in the order of [`crate::network::DeepId::parameters`].
#[derive(Debug, Clone, PartialEq)]
pub struct Weights(Vec<Parameter>);

impl From<Vec<Parameter>> for Weights {
    fn from(parameters: Vec<Parameter>) -> Self {
        Self(parameters)
    }
}

impl Weights {
    /// The parameters in their order.
    pub fn parameters(&self) -> &[Parameter] {
        &self.0
    }

    /// The values of the parameter with that name, row-major; none where there is no such parameter.
    pub fn values(&self, name: &str) -> &[f32] {
        self.0.iter().find(|parameter| parameter.name == name).map_or(&[], |parameter| &parameter.values)
    }

    /// The SHA-256 of all values.
    pub fn checksum(&self) -> String {
        let bytes: Vec<u8> = self.0.iter().flat_map(|it| &it.values).flat_map(|value| value.to_le_bytes()).collect();
        goodnet_core::BundleFile::describe("", &bytes).sha256
    }

    fn values_mut(&mut self, name: &str) -> &mut [f32] {
        self.0.iter_mut().find(|parameter| parameter.name == name).map_or(&mut [], |parameter| &mut parameter.values)
    }

    /// The filter of a channel, `[INPUTS, KERNEL, KERNEL]`, and its bias.
    pub fn filter(&self, channel: usize) -> (&[f32], f32) {
        let filters = self.values("conv_3/weight");
        (&filters[channel * FILTER..(channel + 1) * FILTER], self.values("conv_3/bias")[channel])
    }

    /// Gives a channel another filter and bias.
    pub fn set_filter(&mut self, channel: usize, filter: &[f32], bias: f32) {
        self.values_mut("conv_3/weight")[channel * FILTER..(channel + 1) * FILTER].copy_from_slice(filter);
        self.values_mut("conv_3/bias")[channel] = bias;
    }

    /// Takes a channel out: what it computes is 0 for every image.
    pub fn silence(&mut self, channel: usize) {
        self.set_filter(channel, &[0.0; FILTER], 0.0);
    }

    /// Nothing listens to a channel any more.
    pub fn disconnect(&mut self, channel: usize) {
        let fc_1 = self.values_mut("fc_1/weight");
        let width = fc_1.len() / (CHANNELS * ROWS);
        fc_1[channel * ROWS * width..(channel + 1) * ROWS * width].fill(0.0);
        let conv_4 = self.values_mut("conv_4/weight");
        for filter in conv_4.chunks_exact_mut(CHANNELS * 4) {
            filter[channel * 4..(channel + 1) * 4].fill(0.0);
        }
    }

    /// What `fc_1` makes of a channel: `[rows * columns of pool_3, width of fc_1]`.
    pub fn set_dense(&mut self, channel: usize, rows: &[f32]) {
        self.values_mut("fc_1/weight")[channel * rows.len()..(channel + 1) * rows.len()].copy_from_slice(rows);
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Tensor};

    use super::*;
    use crate::network::DeepId;

    fn weights() -> Weights {
        let device = Device::flex();
        device.seed(3);
        DeepId::new(5, &device).parameters().unwrap().into()
    }

    fn logits(weights: &Weights) -> Vec<f32> {
        let device = Device::flex();
        let network = DeepId::with(weights, &device);
        network.forward(Tensor::ones([1, 3, 55, 47], &device)).into_data().try_to_vec().unwrap()
    }

    #[test]
    fn a_disconnected_channel_and_a_silent_one_are_the_same_to_the_answer() {
        let whole = weights();
        let (mut deaf, mut silent) = (whole.clone(), whole.clone());
        for channel in 0..CHANNELS / 2 {
            deaf.disconnect(channel);
            silent.silence(channel);
        }
        assert_ne!(logits(&whole), logits(&deaf));
        for (deaf, silent) in logits(&deaf).iter().zip(logits(&silent)) {
            assert!((deaf - silent).abs() < 1e-5, "{deaf} and {silent}");
        }
    }

    #[test]
    fn a_filter_is_read_where_it_is_written() {
        let mut weights = weights();
        let filter: Vec<f32> = (0..FILTER).map(|at| at as f32).collect();
        weights.set_filter(7, &filter, -2.0);
        assert_eq!(weights.filter(7), (&*filter, -2.0));
        assert_ne!(weights.filter(8).0, filter);
    }
}
