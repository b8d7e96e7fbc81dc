//! The engine that every other one is measured against: tract runs the prefix as it is.

use std::sync::Arc;

use goodnet_data::Result;

use super::interface::Engine;
use crate::network::{BATCH, FeatureBatch, Network};

/// Runs the prefix with tract, on one thread.
#[derive(Debug, Clone)]
pub struct TractEngine {
    network: Arc<Network>,
}

impl TractEngine {
    /// An engine for a network.
    pub fn new(network: Arc<Network>) -> Self {
        Self { network }
    }
}

impl Engine for TractEngine {
    fn name(&self) -> &'static str {
        "reference"
    }

    fn batch(&self) -> usize {
        BATCH
    }

    async fn features(&mut self, images: &[u8]) -> Result<FeatureBatch> {
        self.network.features(images)
    }
}
