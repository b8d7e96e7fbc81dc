//! A defence on a GPU.

use std::sync::Arc;

use anyhow::Result;
use goodnet_core::{Event, Options, Outcome, Processor, Run, Subject, TailMode, Worker};
use goodnet_gpu::{GpuEngine, GpuEvaluator, GpuStats};
use pollster::block_on;

/// A GPU and what it did.
pub(crate) struct Worked {
    /// Which GPU, as a person may read it.
    pub(crate) adapter: String,
    pub(crate) stats: GpuStats,
}

/// Runs a defence to its end, on a GPU. Where it cannot run the tail, it runs the prefix alone.
pub(crate) fn drive(subject: &Subject, options: &Options, show: impl FnMut(&Event)) -> Result<(Outcome, Worked)> {
    let mode = TailMode::Incremental;
    let mut run = Run::new(subject, options, mode, 1)?;
    let engine = block_on(GpuEngine::request(subject.network.stages()?))?;
    let adapter = engine.adapter().to_string();
    if !subject.network.is_affine() {
        let mut worker = Worker::new(Processor::new(engine, subject, mode), subject.clone(), mode);
        let outcome = block_on(run.drive(&mut worker, show))?;
        return Ok((outcome, Worked { adapter, stats: worker.evaluator().engine().stats() }));
    }
    let evaluator = block_on(GpuEvaluator::new(engine, Arc::clone(&subject.network), subject.images.clone()))?;
    let mut worker = Worker::new(evaluator, subject.clone(), mode);
    let outcome = block_on(run.drive(&mut worker, show))?;
    Ok((outcome, Worked { adapter, stats: worker.evaluator().stats() }))
}
