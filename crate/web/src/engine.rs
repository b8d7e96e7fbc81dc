//! Which engine runs the prefix: WebGPU where it can, tract everywhere else, and never in silence.

use std::sync::Arc;

use goodnet_core::{Engine, FeatureBatch, Network, TractEngine};
use goodnet_gpu::{GpuEngine, GpuError};
use serde::{Deserialize, Serialize};

/// Which engine a caller asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Choice {
    /// WebGPU where there is an adapter, else tract.
    #[default]
    Auto,
    /// tract.
    Tract,
    /// WebGPU; tract where there is none, because a repair is worth more than its engine.
    WebGpu,
}

/// What runs, as the page shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct EngineInfo {
    pub(crate) name: &'static str,
    pub(crate) adapter: Option<String>,
    pub(crate) fallback: Option<String>,
}

/// An engine of either kind.
pub(crate) enum AnyEngine {
    Tract(TractEngine),
    // Many times the size of the other.
    Gpu(Box<GpuEngine>),
}

impl AnyEngine {
    /// The engine for a network, as asked for where that is possible.
    pub(crate) async fn choose(choice: Choice, network: &Arc<Network>) -> (Self, EngineInfo) {
        let reason = match (choice, network.stages()) {
            (Choice::Tract, _) => return Self::tract(network, None),
            (_, Err(no_kernel)) => no_kernel.to_string(),
            (_, Ok(stages)) => match GpuEngine::request(stages).await {
                Ok(engine) => {
                    let adapter = Some(engine.adapter().name.clone());
                    let info = EngineInfo { name: engine.name(), adapter, fallback: None };
                    return (Self::Gpu(Box::new(engine)), info);
                }
                // What wgpu says here names every backend of every desktop.
                Err(GpuError::NoAdapter { .. }) => "this browser offers no WebGPU adapter".to_owned(),
                Err(error) => error.to_string(),
            },
        };
        Self::tract(network, Some(format!("WebGPU is not used: {reason}")))
    }

    /// tract, and why not WebGPU where that was wanted.
    pub(crate) fn tract(network: &Arc<Network>, fallback: Option<String>) -> (Self, EngineInfo) {
        let engine = TractEngine::new(Arc::clone(network));
        let info = EngineInfo { name: engine.name(), adapter: None, fallback };
        (Self::Tract(engine), info)
    }
}

impl Engine for AnyEngine {
    fn name(&self) -> &'static str {
        match self {
            Self::Tract(engine) => engine.name(),
            Self::Gpu(engine) => engine.name(),
        }
    }

    fn batch(&self) -> usize {
        match self {
            Self::Tract(engine) => engine.batch(),
            Self::Gpu(engine) => engine.batch(),
        }
    }

    async fn features(&mut self, images: &[u8]) -> goodnet_core::Result<FeatureBatch> {
        match self {
            Self::Tract(engine) => engine.features(images).await,
            Self::Gpu(engine) => engine.features(images).await,
        }
    }
}
