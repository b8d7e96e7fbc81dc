//! What does this worker's own share of a repair: a shard on the processor, or a GPU that does all of it.

use std::sync::Arc;

use goodnet_core::{Images, Network, Part, Result, Shard, Task};
use goodnet_gpu::GpuShard;

use crate::engine::{AnyEngine, Choice, EngineInfo};

/// A shard and what runs it.
pub(crate) enum Lead {
    /// Slice by slice on an engine; a GPU may run the prefix.
    Shard(Box<Shard>, AnyEngine),
    /// On a GPU, from the images to the counts.
    Gpu(Box<GpuShard>),
}

impl Lead {
    /// The shard that suits an engine: a GPU does everything where the tail is affine but for its ReLUs.
    ///
    /// # Errors
    /// [`goodnet_core::Error::Engine`] when the tail does not fit the device.
    pub(crate) async fn new(engine: AnyEngine, network: &Arc<Network>, images: Images) -> Result<Self> {
        match engine {
            AnyEngine::Gpu(engine) if network.tail().is_ok() => {
                Ok(Self::Gpu(Box::new(GpuShard::new(*engine, Arc::clone(network), images).await?)))
            }
            engine => Ok(Self::Shard(Box::new(Shard::new(Arc::clone(network), images, engine.way())), engine)),
        }
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
        (Self::Shard(Box::new(Shard::new(Arc::clone(network), images, engine.way())), engine), info)
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
    pub(crate) async fn advance(&mut self) -> Result<Option<Part>> {
        match self {
            Self::Shard(shard, engine) => shard.advance(engine).await,
            Self::Gpu(shard) => shard.advance().await,
        }
    }
}
