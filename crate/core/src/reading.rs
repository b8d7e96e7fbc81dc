//! A set on its way through the prefix.

use crate::engine::Engine;
use crate::error::Result;
use crate::images::ImageSet;
use crate::network::Network;
use crate::recipe::Activation;
use crate::report::{Event, Split};

/// A set whose features are being computed, batch by batch.
#[derive(Debug)]
pub(crate) struct Reading {
    /// Which set.
    pub(crate) split: Split,
    /// f32 `[done, channels, height, width]` at the cut.
    pub(crate) features: Vec<f32>,
    /// Sums of the convolution's activated output, a channel each, over the images done.
    conv_sums: Vec<f64>,
    done: usize,
}

impl Reading {
    /// A set of which nothing is read yet.
    pub(crate) fn new(split: Split) -> Self {
        Self { split, features: Vec::new(), conv_sums: Vec::new(), done: 0 }
    }

    /// Runs one batch; `None` when there is none left. A batch that failed can be run again.
    pub(crate) async fn advance<E: Engine>(&mut self, images: &ImageSet, engine: &mut E) -> Result<Option<Event>> {
        if self.done == images.len() {
            return Ok(None);
        }
        let end = images.len().min(self.done + engine.batch());
        let batch = engine.features(images.pixels(self.done..end)).await?;
        let channels = batch.conv_sums.len() / (end - self.done);
        self.conv_sums.resize(channels, 0.0);
        for image in batch.conv_sums.chunks_exact(channels) {
            for (sum, &part) in self.conv_sums.iter_mut().zip(image) {
                *sum += part;
            }
        }
        self.features.extend(batch.features);
        self.done = end;
        Ok(Some(Event::Features { set: self.split, done: end, total: images.len() }))
    }

    /// Each channel's activation over the whole set, accumulated in f64.
    pub(crate) fn activations(&self, activation: Activation, network: &Network) -> Vec<f64> {
        match activation {
            Activation::Conv => self.conv_sums.clone(),
            Activation::Pool => {
                let [channels, height, width] = network.cut();
                let mut sums = vec![0.0; channels];
                for (index, plane) in self.features.chunks_exact(height * width).enumerate() {
                    sums[index % channels] += plane.iter().map(|&value| f64::from(value)).sum::<f64>();
                }
                let values = (self.done * height * width) as f64;
                sums.into_iter().map(|sum| sum / values).collect()
            }
        }
    }
}
