//! Which engine runs: the fastest of those that can, unless one is asked for, and never in silence.

use std::sync::Arc;

use goodnet_core::{Engine, FeatureBatch, ImageSet, Network, ProcessorEngine, SimdEngine, TailMode};
use goodnet_gpu::{GpuEngine, GpuError};
use goodnet_js::Clock;
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// Images that engines are tried on.
const TRIAL: usize = 64;

/// How many times as fast as the processor's cores a GPU has to run the prefix to be chosen. Behind the prefix it has more to
/// do: it computes every score at every step (for DeepID 33 M multiply-accumulates an image in all, 8 M of them before the cut),
/// the processor only what changed.
const MARGIN: f64 = 1.5;

/// Which engine is asked for. `auto`: WebGPU where a short trial shows it to be faster than the processor, else the processor's
/// vector instructions on all cores. `reference`: tract, which runs any graph, and at every step all that follows the cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "EngineChoice"))]
pub(crate) enum Choice {
    /// WebGPU where there is an adapter and a trial shows it to be so much faster than all cores that it is worth it, else the
    /// processor.
    #[default]
    Auto,
    /// tract, every step whole.
    Reference,
    /// The processor's vector instructions.
    Simd,
    /// WebGPU; the processor where there is none, because a repair is worth more than its engine.
    WebGpu,
}

/// What does a repair's work, as the page shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct EngineInfo {
    /// Its name.
    #[cfg_attr(feature = "types", ts(type = "Exclude<EngineChoice, \"auto\">"))]
    pub(crate) name: &'static str,
    /// The GPU adapter's name, where WebGPU runs.
    pub(crate) adapter: Option<String>,
    /// How many workers share the images.
    pub(crate) workers: usize,
    /// A sentence that says why a faster engine is not used, where it was asked for or `auto`.
    pub(crate) fallback: Option<String>,
}

/// An engine of any kind.
pub(crate) enum AnyEngine {
    Processor(ProcessorEngine),
    // Many times the size of the others.
    Gpu(Box<GpuEngine>),
}

impl AnyEngine {
    /// The engine for a network, as asked for where that is possible; `workers` share the work where it is not a GPU's.
    pub(crate) async fn choose(
        choice: Choice,
        network: &Arc<Network>,
        images: &ImageSet,
        workers: usize,
    ) -> Result<(Self, EngineInfo)> {
        let stages = match network.stages() {
            Ok(stages) if matches!(choice, Choice::Auto | Choice::WebGpu) => stages,
            _ => return Ok(Self::on_processor(choice, network, workers, None)),
        };
        let reason = match GpuEngine::request(stages).await {
            Ok(mut gpu) => match Self::trial(choice, &mut gpu, SimdEngine::new(stages), images, workers).await? {
                None => {
                    let adapter = Some(gpu.adapter().name.clone());
                    let info = EngineInfo { name: gpu.name(), adapter, workers: 1, fallback: None };
                    return Ok((Self::Gpu(Box::new(gpu)), info));
                }
                Some(reason) => reason,
            },
            // What wgpu says here names every backend of every desktop.
            Err(GpuError::NoAdapter { .. }) => "this browser offers no WebGPU adapter".to_owned(),
            Err(error) => error.to_string(),
        };
        Ok(Self::on_processor(Choice::Simd, network, workers, Some(format!("WebGPU is not used: {reason}"))))
    }

    /// Why the GPU is not to be used, if it is not: it failed, or the processor's cores were fast enough on a few images.
    async fn trial(
        choice: Choice,
        gpu: &mut GpuEngine,
        mut simd: SimdEngine,
        images: &ImageSet,
        workers: usize,
    ) -> Result<Option<String>> {
        let images = images.pixels(0..images.len().min(TRIAL).min(gpu.batch()));
        if choice == Choice::WebGpu {
            return Ok(None);
        }
        let clock = Clock::new()?;
        let (mut gpu_time, mut simd_time) = (f64::INFINITY, f64::INFINITY);
        // The first round pays for what is compiled on the way.
        for _ in 0..2 {
            let began = clock.now();
            if let Err(error) = gpu.features(images).await {
                return Ok(Some(error.to_string()));
            }
            gpu_time = gpu_time.min(clock.now() - began);
            let began = clock.now();
            simd.features(images).await?;
            simd_time = simd_time.min((clock.now() - began) / workers as f64);
        }
        let slower = || {
            let name = &gpu.adapter().name;
            format!("in a trial {name} took {gpu_time:.0} ms, the processor {simd_time:.0} ms")
        };
        Ok((MARGIN * gpu_time >= simd_time).then(slower))
    }

    /// An engine without a GPU, and why there is none where one was wanted.
    pub(crate) fn on_processor(
        choice: Choice,
        network: &Arc<Network>,
        workers: usize,
        fallback: Option<String>,
    ) -> (Self, EngineInfo) {
        let mode = if choice == Choice::Reference { TailMode::Full } else { TailMode::Incremental };
        let (engine, unknown) = ProcessorEngine::new(network, mode);
        let fallback = fallback.or_else(|| unknown.map(|unknown| format!("tract runs the network: {unknown}")));
        let info = EngineInfo { name: engine.name(), adapter: None, workers, fallback };
        (Self::Processor(engine), info)
    }

    /// Whether it is a GPU's.
    pub(crate) fn is_gpu(&self) -> bool {
        matches!(self, Self::Gpu(_))
    }

    /// How the sweep is run beside it.
    pub(crate) fn mode(&self) -> TailMode {
        match self {
            Self::Processor(engine) => engine.mode(),
            Self::Gpu(_) => TailMode::Incremental,
        }
    }
}

impl Engine for AnyEngine {
    fn name(&self) -> &'static str {
        match self {
            Self::Processor(engine) => engine.name(),
            Self::Gpu(engine) => engine.name(),
        }
    }

    fn batch(&self) -> usize {
        match self {
            Self::Processor(engine) => engine.batch(),
            Self::Gpu(engine) => engine.batch(),
        }
    }

    async fn features(&mut self, images: &[u8]) -> goodnet_core::Result<FeatureBatch> {
        match self {
            Self::Processor(engine) => engine.features(images).await,
            Self::Gpu(engine) => engine.features(images).await,
        }
    }
}
