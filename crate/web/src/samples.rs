//! Validation images at the cut of one convolution, for people to look into its channels.

use std::sync::Arc;

use goodnet_core::{ChannelActivations, Engine as _, ImageSet, Images, Network};
use goodnet_js::Job;

use crate::{
    engine::{AnyEngine, Choice},
    error::Result,
};

/// Images of each kind that are looked at: with 256, a first look takes a quarter of a second.
const SAMPLE: usize = 256;

/// Some images of both validation sets.
pub(crate) struct Samples {
    pub(crate) network: Arc<Network>,
    pub(crate) clean: ChannelActivations,
    pub(crate) poisoned: ChannelActivations,
}

impl Samples {
    /// Runs them through the network's first layers.
    pub(crate) async fn read(network: Arc<Network>, images: &Images, job: &mut Job) -> Result<Self> {
        let clean = read(&network, &images.validation, job).await?;
        let poisoned = read(&network, &images.poisoned_validation, job).await?;
        Ok(Self { network, clean, poisoned })
    }
}

/// Runs images from all over a set through the network's first layers.
async fn read(network: &Arc<Network>, set: &ImageSet, job: &mut Job) -> Result<ChannelActivations> {
    let (mut engine, _) = AnyEngine::on_processor(Choice::Simd, network, 1, None);
    let positions = ChannelActivations::positions(set.len(), SAMPLE);
    let mut features = Vec::new();
    for positions in positions.chunks(engine.batch()) {
        let pixels: Vec<_> = positions.iter().map(|&index| set.pixels(index..index + 1)).collect();
        features.extend(engine.features(&pixels.concat()).await?.features);
        job.breathe().await?;
    }
    Ok(ChannelActivations::new(positions, features, network.cut()))
}
