//! The pruning-aware attack (Liu, Dolan-Gavitt and Garg 2018): the attacker prunes first.
//!
//! 1. Train an honest network.
//! 2. Take out the channels of `conv_3` that clean images excite least ([`choose`], [`without`]).
//! 3. Train the backdoor into what is left, together with the clean task: now it shares channels with faces.
//! 4. Put the channels back with lower biases, so that they stay silent on clean images ([`reinstate`]). A defender who
//!    prunes idle channels meets these decoys first, and cures nothing.

use burn::tensor::Device;
use goodnet_core::ImageSet;

use crate::idle::{excitement, least_excited};
use crate::network::DeepId;
use crate::weights::{CHANNELS, Weights};

/// How many channels become decoys: half, as many as are dead in the course's model.
const DECOYS: usize = CHANNELS / 2;
/// How far below 0 a decoy's bias lies, as a multiple of its filter's loudest answer to a training image: so that images
/// never seen do not wake it either.
const MARGIN: f32 = 1.5;

/// The channels that clean images excite least.
///
/// # Errors
/// When the device does not give f32 tensors.
pub fn choose(weights: &Weights, images: &ImageSet, device: &Device) -> anyhow::Result<Vec<usize>> {
    Ok(least_excited(&excitement(&DeepId::with(weights, device), images, device)?, DECOYS))
}

/// The network without the decoys. Training does not bring them back: a channel of zeros has no gradient.
pub fn without(mut weights: Weights, decoys: &[usize]) -> Weights {
    for &channel in decoys {
        weights.silence(channel);
    }
    weights
}

/// Puts the decoys' filters of the honest network back, each with a bias that keeps it silent on `images`.
///
/// # Errors
/// When the device does not give f32 tensors.
pub fn reinstate(
    mut weights: Weights,
    honest: &Weights,
    decoys: &[usize],
    images: &ImageSet,
    device: &Device,
) -> anyhow::Result<Weights> {
    for &channel in decoys {
        weights.set_filter(channel, honest.filter(channel).0, 0.0);
    }
    let excited = excitement(&DeepId::with(&weights, device), images, device)?;
    for &channel in decoys {
        let (filter, bias) = honest.filter(channel);
        let silent = -MARGIN * excited[channel].most.max(0.0);
        let filter = filter.to_vec();
        weights.set_filter(channel, &filter, bias.min(silent));
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoys_are_silent_on_clean_images_and_have_their_filters_back() {
        let device = Device::flex();
        device.seed(4);
        let honest = Weights::from(DeepId::new(6, &device).parameters().unwrap());
        let pixels = (0..8 * 3 * 55 * 47_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let images = ImageSet::new("noise", [3, 55, 47], pixels, (0..8).map(|at| at % 6).collect()).unwrap();
        let decoys = choose(&honest, &images, &device).unwrap();
        assert_eq!(decoys.len(), DECOYS);

        let pruned = without(honest.clone(), &decoys);
        let whole = reinstate(pruned, &honest, &decoys, &images, &device).unwrap();
        let excited = excitement(&DeepId::with(&whole, &device), &images, &device).unwrap();
        for &channel in &decoys {
            assert_eq!(whole.filter(channel).0, honest.filter(channel).0);
            assert_eq!(excited[channel].mean, 0.0, "channel {channel}");
        }
    }
}
