//! What does this worker's own part of a run: a processor's evaluator, or a GPU's, which does all of it.

use std::sync::Arc;

use goodnet_core::{Processor, Subject, TailMode, Task, Update, Worker};
use goodnet_gpu::GpuEvaluator;

use crate::{
    engine::{AnyEngine, Choice, EngineInfo},
    error::Result,
};

/// What was chosen, before the images are dealt out.
pub(crate) enum Chosen {
    /// Runs the prefix, and lets the processor do the rest.
    Engine(AnyEngine),
    /// Does everything; it has all images.
    Gpu(Box<GpuEvaluator>),
}

impl Chosen {
    /// The engine for a subject, as asked for where that is possible; a GPU does everything where the tail is affine but for
    /// its ReLUs. `workers` share the work where it is not a GPU's.
    pub(crate) async fn new(choice: Choice, subject: &Subject, workers: usize) -> Result<(Self, EngineInfo)> {
        let Subject { network, images, .. } = subject;
        let (engine, info) = AnyEngine::choose(choice, network, &images.validation, workers).await?;
        let AnyEngine::Gpu(gpu) = engine else { return Ok((Self::Engine(engine), info)) };
        if !network.is_affine() {
            return Ok((Self::Engine(AnyEngine::Gpu(gpu)), info));
        }
        Ok(match GpuEvaluator::new(*gpu, Arc::clone(network), images.clone()).await {
            Ok(evaluator) => (Self::Gpu(Box::new(evaluator)), info),
            Err(error) => {
                let reason = Some(format!("WebGPU is not used: {error}"));
                let (engine, info) = AnyEngine::on_processor(Choice::Simd, network, workers, reason);
                (Self::Engine(engine), info)
            }
        })
    }

    /// The processor, for what a GPU cannot do.
    pub(crate) fn on_processor(subject: &Subject, workers: usize) -> (Self, EngineInfo) {
        let (engine, info) = AnyEngine::on_processor(Choice::Simd, &subject.network, workers, None);
        (Self::Engine(engine), info)
    }

    /// How tails are run.
    pub(crate) fn mode(&self) -> TailMode {
        match self {
            Self::Engine(engine) => engine.mode(),
            Self::Gpu(_) => TailMode::Incremental,
        }
    }

    /// Puts it to work on a worker's subject.
    pub(crate) fn start(self, subject: Subject) -> LeaderWorker {
        match self {
            Self::Engine(engine) => LeaderWorker::on(engine, subject),
            Self::Gpu(evaluator) => {
                LeaderWorker::Gpu(Box::new(Worker::new(*evaluator, subject, TailMode::Incremental)))
            }
        }
    }
}

/// The part of a run that this worker does itself.
pub(crate) enum LeaderWorker {
    /// The tail is the processor's; the prefix may be a GPU's.
    Processor { worker: Box<Worker<Processor<AnyEngine>>>, uses_gpu: bool },
    /// On a GPU, from the images to the counts.
    Gpu(Box<Worker<GpuEvaluator>>),
}

impl LeaderWorker {
    fn on(engine: AnyEngine, subject: Subject) -> Self {
        let (mode, uses_gpu) = (engine.mode(), engine.is_gpu());
        let worker = Worker::new(Processor::new(engine, &subject, mode), subject, mode);
        Self::Processor { worker: Box::new(worker), uses_gpu }
    }

    /// What goes on where a GPU failed, and what is told of it.
    pub(crate) fn in_place_of(broken: &str, reason: &str, subject: Subject) -> (Self, EngineInfo) {
        let fallback = format!("The {broken} engine failed, and the processor goes on in its place: {reason}");
        let (engine, info) = AnyEngine::on_processor(Choice::Simd, &subject.network, 1, Some(fallback));
        (Self::on(engine, subject), info)
    }

    /// Whether a GPU takes part.
    pub(crate) fn uses_gpu(&self) -> bool {
        match self {
            Self::Processor { uses_gpu, .. } => *uses_gpu,
            Self::Gpu(_) => true,
        }
    }

    /// Begins a task.
    pub(crate) fn begin(&mut self, task: &Task) {
        match self {
            Self::Processor { worker, .. } => worker.begin(task),
            Self::Gpu(worker) => worker.begin(task),
        }
    }

    /// Does the next slice of the task; `None` when it is done.
    pub(crate) async fn advance(&mut self) -> goodnet_core::Result<Option<Update>> {
        match self {
            Self::Processor { worker, .. } => worker.advance().await,
            Self::Gpu(worker) => worker.advance().await,
        }
    }
}
