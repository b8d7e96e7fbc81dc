//! The fast engine without a GPU: the prefix's fused stages on this machine's vector instructions.

use goodnet_data::Result;
use goodnet_kernels::{ConvLayer, ConvStage, Scratch, vectors};

use super::interface::Engine;
use crate::network::FeatureBatch;

/// Images that it likes to be given at once: a few tens of milliseconds.
const BATCH: usize = 64;

/// A vector that layers may read after an image, at most: 16 f32 with AVX-512.
const OVERHANG: usize = 16;

/// Runs the prefix as fused stages, on one thread, image by image: what lies between two layers stays in the cache.
#[derive(Debug, Clone)]
pub struct SimdEngine {
    layers: Vec<ConvLayer>,
    /// What each layer answers: f32 `[height, width, channels]`, and room to read beyond it.
    outputs: Vec<Vec<f32>>,
    scratch: Scratch,
    image: usize,
    channels: usize,
}

impl SimdEngine {
    /// An engine for the stages of a network.
    pub fn new(stages: &[ConvStage]) -> Self {
        let layers: Vec<_> =
            stages.iter().enumerate().map(|(index, stage)| ConvLayer::new(stage, index == 0)).collect();
        Self {
            outputs: layers.iter().map(|layer| vec![0.0; layer.output_len() + OVERHANG]).collect(),
            layers,
            scratch: Scratch::default(),
            image: stages.first().map_or(0, |stage| stage.input.iter().product()),
            channels: stages.last().map_or(0, |stage| stage.bias.len()),
        }
    }

    /// Runs one image; `sums` gets the last layer's.
    fn run(&mut self, image: &[u8], sums: &mut [f32]) {
        let last = self.layers.len() - 1;
        for (index, layer) in self.layers.iter().enumerate() {
            let (before, out) = self.outputs.split_at_mut(index);
            let sums = (index == last).then_some(&mut *sums);
            let out = &mut out[0][..layer.output_len()];
            match before.last() {
                None => layer.run_on_image(image, out, sums, &mut self.scratch),
                Some(before) => layer.run(before, out, sums, &mut self.scratch),
            }
        }
    }
}

impl Engine for SimdEngine {
    fn name(&self) -> &'static str {
        "simd"
    }

    fn batch(&self) -> usize {
        BATCH
    }

    async fn features(&mut self, images: &[u8]) -> Result<FeatureBatch> {
        let mut batch = FeatureBatch { features: Vec::new(), conv_sums: Vec::new() };
        let mut sums = vec![0.0; self.channels];
        for image in images.chunks_exact(self.image) {
            sums.fill(0.0);
            self.run(image, &mut sums);
            batch.conv_sums.extend(sums.iter().map(|&sum| f64::from(sum)));
            if let (Some(layer), Some(out)) = (self.layers.last(), self.outputs.last()) {
                vectors::append_channels_first(&mut batch.features, &out[..layer.output_len()], self.channels);
            }
        }
        Ok(batch)
    }
}
