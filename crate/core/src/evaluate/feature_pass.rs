//! A set on its way through the prefix.

use goodnet_data::{ImageSet, Result};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::network::Network;

/// Where a channel's activation is read, and how it is summed up: after the pool (the mean), or at the convolution itself (the sum).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ActivationAt"))]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// The mean over images, height and width after the pool (`pool_3`).
    Pool,
    /// The sum over images, height and width of the convolution's own output, after its ReLU (`conv_3`).
    Conv,
}

/// Images whose activations are added up together. A worker holds whole chunks, so that the sum of a set does not
/// depend on how many workers there are.
pub(crate) const CHUNK: usize = 16;

/// A set whose features are being computed, batch by batch.
#[derive(Debug, Clone, Default)]
pub(crate) struct FeaturePass {
    /// f32 `[done, channels, height, width]` at the cut.
    pub(crate) features: Vec<f32>,
    /// Sums of the convolution's activated output, f64 `[done, channels]`.
    conv_sums: Vec<f64>,
    done: usize,
}

impl FeaturePass {
    /// Runs one batch and says how many images are done; `None` when all are. A batch that failed can be run again.
    pub(crate) async fn advance<E: Engine>(&mut self, images: &ImageSet, engine: &mut E) -> Result<Option<usize>> {
        if self.done == images.len() {
            return Ok(None);
        }
        let end = images.len().min(self.done + engine.batch());
        let batch = engine.features(images.pixels(self.done..end)).await?;
        self.conv_sums.extend(batch.conv_sums);
        self.features.extend(batch.features);
        self.done = end;
        Ok(Some(end))
    }

    /// Each channel's activation added up over each [`CHUNK`] of images, in f64.
    pub(crate) fn activations(&self, activation: Activation, network: &Network) -> Vec<Vec<f64>> {
        let [channels, height, width] = network.cut();
        let pooled: Vec<f64>;
        let by_image = match activation {
            Activation::Conv => &self.conv_sums,
            Activation::Pool => {
                let planes = self.features.chunks_exact(height * width);
                pooled = planes.map(|plane| plane.iter().map(|&value| f64::from(value)).sum()).collect();
                &pooled
            }
        };
        chunk_sums(by_image, channels)
    }
}

/// Adds up what each few neighbouring images say of each channel (`by_image`, f64 `[images, channels]`), as
/// [`Update::Activations`](crate::Update::Activations) has it.
pub fn chunk_sums(by_image: &[f64], channels: usize) -> Vec<Vec<f64>> {
    let add = |images: &[f64]| {
        let mut sums = vec![0.0; channels];
        for image in images.chunks_exact(channels) {
            sums.iter_mut().zip(image).for_each(|(sum, value)| *sum += value);
        }
        sums
    };
    by_image.chunks(CHUNK * channels).map(add).collect()
}
