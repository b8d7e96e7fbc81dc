//! What does this worker's own share of a repair: a shard on the processor, or a GPU that does all of it.

use std::sync::Arc;

use goodnet_core::{Images, Network, Part, Shard, TailMode, Task};
use goodnet_gpu::GpuShard;

use crate::{
    engine::{AnyEngine, Choice, EngineInfo},
    error::Result,
};

/// What was chosen, before the images are dealt out.
pub(crate) enum Chosen {
    /// Runs the prefix, and lets the processor do the rest.
    Engine(AnyEngine),
    /// Does everything; it has all images.
    Gpu(Box<GpuShard>),
}

impl Chosen {
    /// The engine for a network, as asked for where that is possible; a GPU does everything where the tail is affine but for
    /// its ReLUs. `workers` share the work where it is not a GPU's.
    pub(crate) async fn new(
        choice: Choice,
        network: &Arc<Network>,
        images: &Images,
        workers: usize,
    ) -> Result<(Self, EngineInfo)> {
        let (engine, info) = AnyEngine::choose(choice, network, &images.validation, workers).await?;
        let AnyEngine::Gpu(gpu) = engine else { return Ok((Self::Engine(engine), info)) };
        if !network.is_affine() {
            return Ok((Self::Engine(AnyEngine::Gpu(gpu)), info));
        }
        Ok(match GpuShard::new(*gpu, Arc::clone(network), images.clone()).await {
            Ok(shard) => (Self::Gpu(Box::new(shard)), info),
            Err(error) => {
                let reason = Some(format!("WebGPU is not used: {error}"));
                let (engine, info) = AnyEngine::on_processor(Choice::Simd, network, workers, reason);
                (Self::Engine(engine), info)
            }
        })
    }

    /// How the sweep is run.
    pub(crate) fn way(&self) -> TailMode {
        match self {
            Self::Engine(engine) => engine.way(),
            Self::Gpu(_) => TailMode::Incremental,
        }
    }

    /// Puts it to work on the images of a shard.
    pub(crate) fn lead(self, network: &Arc<Network>, images: Images) -> Lead {
        match self {
            Self::Engine(engine) => Lead::on(engine, network, images),
            Self::Gpu(shard) => Lead::Gpu(shard),
        }
    }
}

/// A shard and what runs it.
pub(crate) enum Lead {
    /// Slice by slice on an engine.
    Shard(Box<Shard>, AnyEngine),
    /// On a GPU, from the images to the counts.
    Gpu(Box<GpuShard>),
}

impl Lead {
    fn on(engine: AnyEngine, network: &Arc<Network>, images: Images) -> Self {
        Self::Shard(Box::new(Shard::new(Arc::clone(network), images, engine.way())), engine)
    }

    /// The shard that goes on where a GPU failed, and what is told of it.
    pub(crate) fn in_place_of(
        broken: &str,
        reason: &str,
        network: &Arc<Network>,
        images: Images,
    ) -> (Self, EngineInfo) {
        let fallback = format!("The {broken} engine failed, and the processor goes on in its place: {reason}");
        let (engine, info) = AnyEngine::on_processor(Choice::Simd, network, 1, Some(fallback));
        (Self::on(engine, network, images), info)
    }

    /// Whether a GPU takes part.
    pub(crate) fn uses_gpu(&self) -> bool {
        match self {
            Self::Shard(_, engine) => engine.is_gpu(),
            Self::Gpu(_) => true,
        }
    }

    /// Begins a task.
    pub(crate) fn begin(&mut self, task: Task) {
        match self {
            Self::Shard(shard, _) => shard.begin(task),
            Self::Gpu(shard) => shard.begin(task),
        }
    }

    /// Does the next slice of the task; `None` when it is done.
    pub(crate) async fn advance(&mut self) -> goodnet_core::Result<Option<Part>> {
        match self {
            Self::Shard(shard, engine) => shard.advance(engine).await,
            Self::Gpu(shard) => shard.advance().await,
        }
    }
}
