//! Which engine runs a network on the processor.

use std::sync::Arc;

use goodnet_data::{Error, Result};

use super::interface::Engine;
use super::simd::SimdEngine;
use super::tract::TractEngine;
use crate::network::{FeatureBatch, Network, TailMode};

/// The engine for a network on the processor: our kernels where they know every operation of the prefix, else tract.
#[derive(Debug, Clone)]
pub enum ProcessorEngine {
    /// Vector instructions.
    Simd(SimdEngine),
    /// The reference.
    Tract(TractEngine),
}

impl ProcessorEngine {
    /// The engine that is the fastest for a network, and why that is tract, where it is; [`TailMode::Full`] asks for tract.
    pub fn new(network: &Arc<Network>, mode: TailMode) -> (Self, Option<Error>) {
        match (mode, network.stages()) {
            (TailMode::Incremental, Ok(stages)) => (Self::Simd(SimdEngine::new(stages)), None),
            (TailMode::Incremental, Err(unknown)) => {
                (Self::Tract(TractEngine::new(Arc::clone(network))), Some(unknown))
            }
            (TailMode::Full, _) => (Self::Tract(TractEngine::new(Arc::clone(network))), None),
        }
    }

    /// How the tail is run beside it.
    pub fn mode(&self) -> TailMode {
        match self {
            Self::Simd(_) => TailMode::Incremental,
            Self::Tract(_) => TailMode::Full,
        }
    }
}

impl Engine for ProcessorEngine {
    fn name(&self) -> &'static str {
        match self {
            Self::Simd(engine) => engine.name(),
            Self::Tract(engine) => engine.name(),
        }
    }

    fn batch(&self) -> usize {
        match self {
            Self::Simd(engine) => engine.batch(),
            Self::Tract(engine) => engine.batch(),
        }
    }

    async fn features(&mut self, images: &[u8]) -> Result<FeatureBatch> {
        match self {
            Self::Simd(engine) => engine.features(images).await,
            Self::Tract(engine) => engine.features(images).await,
        }
    }
}
