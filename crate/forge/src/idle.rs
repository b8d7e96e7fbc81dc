//! How much images excite the channels of `conv_3`: which an attacker takes for idle.

use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use goodnet_core::ImageSet;

use crate::network::{DeepId, tensor};
use crate::weights::CHANNELS;

/// Images that go through the network at a time.
const BATCH: usize = 64;

/// What images do to one channel of `conv_3`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Excitement {
    /// The mean of its activation, over images and positions.
    pub mean: f64,
    /// The largest value before the ReLU, over images and positions.
    pub most: f32,
}

/// What `images` do to each channel of `conv_3`.
///
/// # Errors
/// When the device does not give f32 tensors.
pub fn excitement(network: &DeepId, images: &ImageSet, device: &Device) -> anyhow::Result<Vec<Excitement>> {
    let mut sums = [0.0; CHANNELS];
    let mut most = [f32::NEG_INFINITY; CHANNELS];
    let mut seen = 0;
    for start in (0..images.len()).step_by(BATCH) {
        let range = start..images.len().min(start + BATCH);
        seen += range.len();
        let conv_3 = network.conv_3(network.pool_2(tensor(images.pixels(range), images.shape(), device)));
        let [_, _, rows, columns] = conv_3.dims();
        let sum = values(relu(conv_3.clone()).sum_dims(&[0, 2, 3]))?;
        let top = values(conv_3.max_dims(&[0, 2, 3]))?;
        for channel in 0..CHANNELS {
            sums[channel] += f64::from(sum[channel]) / (rows * columns) as f64;
            most[channel] = most[channel].max(top[channel]);
        }
    }
    Ok(std::iter::zip(sums, most).map(|(sum, most)| Excitement { mean: sum / seen as f64, most }).collect())
}

/// The `count` channels with the lowest mean, in ascending order of their indices.
pub fn least_excited(channels: &[Excitement], count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..channels.len()).collect();
    order.sort_by(|&a, &b| channels[a].mean.total_cmp(&channels[b].mean));
    order.truncate(count);
    order.sort_unstable();
    order
}

/// A tensor's numbers.
pub(crate) fn values<const D: usize>(tensor: Tensor<D>) -> anyhow::Result<Vec<f32>> {
    tensor.into_data().try_to_vec().map_err(|error| anyhow::anyhow!("the device's numbers are not f32: {error:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_excited_are_found_whatever_their_order() {
        let channel = |mean| Excitement { mean, most: 1.0 };
        let channels = [0.5, 0.0, 2.0, 0.1].map(channel);
        assert_eq!(least_excited(&channels, 2), [1, 3]);
        assert_eq!(least_excited(&channels, 9), [0, 1, 2, 3]);
    }

    #[test]
    fn a_silenced_channel_is_excited_by_nothing() {
        let device = Device::flex();
        let mut weights = crate::weights::Weights::from(DeepId::new(4, &device).parameters().unwrap());
        weights.silence(9);
        let images = ImageSet::new("noise", [3, 55, 47], vec![77; 3 * 55 * 47 * 2], vec![0, 1]).unwrap();
        let found = excitement(&DeepId::with(&weights, &device), &images, &device).unwrap();
        assert_eq!(found.len(), CHANNELS);
        assert_eq!(found[9], Excitement { mean: 0.0, most: 0.0 });
        assert!(found.iter().any(|channel| channel.mean > 0.0));
    }
}
