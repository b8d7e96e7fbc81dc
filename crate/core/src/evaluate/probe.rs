//! A few images that are asked again and again, with any number of channels pruned.

use std::ops::Range;
use std::sync::Arc;

use goodnet_data::{Bias, Label, Result};

use crate::metrics::top_class;
use crate::network::{BATCH, Network};

/// Images kept at the cut: for another mask only what follows it is run, by tract.
#[derive(Debug)]
pub struct Probe {
    network: Arc<Network>,
    /// f32 `[images, channels, height, width]` at the cut, nothing pruned.
    features: Vec<f32>,
}

impl Probe {
    /// Runs the prefix on `images` (u8 `[n, C, H, W]`), once.
    ///
    /// # Errors
    /// [`crate::Error::Graph`] when tract cannot run it.
    pub fn new(network: Arc<Network>, images: &[u8]) -> Result<Self> {
        let image = network.input().iter().product::<usize>();
        let mut features = Vec::new();
        for batch in images.chunks(BATCH * image) {
            features.extend(network.features(batch)?.features);
        }
        Ok(Self { network, features })
    }

    /// How many numbers of pruned channels are answered in one go: they fill one of tract's batches.
    pub fn at_once(&self) -> usize {
        (BATCH * self.network.cut().iter().product::<usize>() / self.features.len().max(1)).max(1)
    }

    /// The winning class of each image and its share, 0..=1, with the first so many of `channels` pruned: `[numbers][images]`.
    ///
    /// # Errors
    /// [`crate::Error::Graph`] when tract cannot run it.
    pub fn answers(&self, channels: &[usize], bias: Bias, numbers: Range<usize>) -> Result<Vec<Vec<(Label, f32)>>> {
        let [all, height, width] = self.network.cut();
        let (image, plane) = (all * height * width, height * width);
        let images = self.features.len() / image;
        let constants = self.network.pruned_planes(bias);
        let mut rows = Vec::with_capacity(self.features.len() * numbers.len());
        for pruned in numbers {
            let start = rows.len();
            rows.extend_from_slice(&self.features);
            for features in rows[start..].chunks_exact_mut(image) {
                for &channel in channels.iter().take(pruned) {
                    features[channel * plane..][..plane].fill(constants[channel]);
                }
            }
        }
        let mut answers = Vec::with_capacity(rows.len() / image);
        for batch in rows.chunks(BATCH * image) {
            let scores = self.network.scores(batch.to_vec())?;
            answers.extend(scores.chunks_exact(self.network.classes()).map(top_class));
        }
        Ok(answers.chunks(images.max(1)).map(<[_]>::to_vec).collect())
    }
}
