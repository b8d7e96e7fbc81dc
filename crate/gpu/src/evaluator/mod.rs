//! Answers for image sets with channels switched off, all of it on the device.

mod masked;
mod pruned_network;
mod set_features;

use std::sync::Arc;

use goodnet_core::{Activation, Evaluator, Images, Masks, Network, Result, Slice, Split, chunk_sums};

pub use masked::Masked;
pub use set_features::SetFeatures;

use crate::device::{Adapter, GpuError, GpuStats};
use crate::engine::GpuEngine;
use crate::tail::{self, GpuTail};

/// The evaluator on a GPU, for networks whose tail is affine but for its ReLUs.
///
/// Features, weights and labels stay on the device. A submission runs a chunk of images through the prefix, or some chunks
/// through some steps, as many as fit into 50 ms; a step reads back a few counts, and the rare answers that rounding could turn.
/// After an [`Error::Engine`](goodnet_core::Error::Engine), a [`Processor`](goodnet_core::Processor) can do the same task anew.
pub struct GpuEvaluator {
    engine: GpuEngine,
    tail: GpuTail,
    network: Arc<Network>,
    images: Images,
    /// Chunks that are taken through a step in one submission.
    at_once: usize,
}

impl GpuEvaluator {
    /// An evaluator on an engine's device for these images, which is given nothing to do yet.
    ///
    /// # Errors
    /// [`Error::NotAffine`](goodnet_core::Error::NotAffine) where the tail is not affine;
    /// [`Error::Engine`](goodnet_core::Error::Engine) where it does not fit the device.
    pub async fn new(mut engine: GpuEngine, network: Arc<Network>, images: Images) -> Result<Self> {
        let tail = network.tail()?;
        let (cut, batch) = (network.cut(), engine.prefix.batch);
        tail::check(&tail, cut, batch, &engine.gpu.device.limits())?;
        let made = engine.gpu.set_up(|gpu| GpuTail::new(gpu, &tail, cut, batch)).await;
        let tail = made.map_err(|reason| GpuError::Setup { reason })?;
        Ok(Self { engine, tail, network, images, at_once: 1 })
    }

    /// What it runs on.
    pub fn adapter(&self) -> &Adapter {
        self.engine.adapter()
    }

    /// What it has done so far.
    pub fn stats(&self) -> GpuStats {
        self.engine.stats()
    }
}

impl Evaluator for GpuEvaluator {
    type Features = SetFeatures;
    type Masked = Masked;

    fn begin(&self, split: Split) -> SetFeatures {
        SetFeatures::new(split)
    }

    async fn read(&mut self, features: &mut SetFeatures, activation: Option<Activation>) -> Result<Option<usize>> {
        let Self { engine, tail, images, .. } = self;
        features.read_chunk(engine, tail, images, activation).await
    }

    fn activations(&self, features: &SetFeatures, _: Activation) -> Vec<Vec<f64>> {
        chunk_sums(features.sums(), self.network.cut()[0])
    }

    async fn mask(&mut self, sets: [SetFeatures; 2], masks: Masks) -> Result<Masked> {
        let Self { engine, tail, network, .. } = self;
        Masked::new(&mut engine.gpu, tail, network, sets, &masks).await
    }

    async fn answer(&mut self, masked: &mut Masked) -> Result<Slice> {
        let Self { engine, tail, images, at_once, .. } = self;
        masked.advance(engine, tail, images, at_once).await
    }
}
