//! Runs a defence to its end on what the command line asks for.

mod gpu;
mod threads;

use std::num::NonZero;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use goodnet_core::{
    Asked, Event, Inquiry, Options, Outcome, Processor, ProcessorEngine, Subject, TailMode, TaskRun, Worker,
};

use crate::progress::RunProgress;

/// What runs a defence.
#[derive(Debug, Args)]
pub(crate) struct Resources {
    /// What runs the network.
    #[arg(long, value_enum, default_value = "simd")]
    engine: EngineName,
    /// How many threads share the work [default: one a core].
    #[arg(long)]
    threads: Option<NonZero<usize>>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EngineName {
    /// tract runs the whole graph, and all of its tail at every step.
    Reference,
    /// The processor's vector instructions; a step computes what it changes.
    Simd,
    /// All of it in shaders, through Vulkan or Metal.
    Webgpu,
}

impl EngineName {
    /// As reports call it.
    fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Simd => "simd",
            Self::Webgpu => "webgpu",
        }
    }
}

/// Runs a defence to its end and shows how far it is; gives what came of it and what ran it.
pub(crate) fn drive(subject: &Subject, options: &Options, resources: &Resources) -> Result<(Outcome, &'static str)> {
    let bar = RunProgress::new();
    let driven = on_engine(subject, options, resources, |event: &Event| bar.show(event));
    bar.finish();
    driven
}

fn on_engine(
    subject: &Subject,
    options: &Options,
    resources: &Resources,
    show: impl FnMut(&Event),
) -> Result<(Outcome, &'static str)> {
    if let EngineName::Webgpu = resources.engine {
        if !options.at_the_cut() {
            bail!("{} runs edited networks, which the processor does: leave --engine webgpu away", options.info().id);
        }
        let (outcome, gpu::Worked { adapter, stats }) = gpu::drive(subject, options, show)?;
        eprintln!("goodnet: {adapter}: {} submissions, {} dispatches", stats.submissions, stats.dispatches);
        return Ok((outcome, EngineName::Webgpu.name()));
    }
    on_processor(subject, options, resources, show)
}

/// Runs a defence or a detector to its end on the processor; gives what came of it and what ran it.
pub(crate) fn on_processor<A: Asked>(
    subject: &Subject,
    asked: &A,
    resources: &Resources,
    show: impl FnMut(&<A::Inquiry as Inquiry>::Event),
) -> Result<(<A::Inquiry as Inquiry>::Outcome, &'static str)> {
    let mode = match resources.engine {
        EngineName::Reference => TailMode::Full,
        EngineName::Simd => TailMode::Incremental,
        EngineName::Webgpu => bail!("this is the processor's work: leave --engine webgpu away"),
    };
    let (engine, unknown) = ProcessorEngine::new(&subject.network, mode);
    if let Some(unknown) = unknown {
        eprintln!("goodnet: tract runs the network: {unknown}");
    }
    let mode = engine.mode();
    let cores = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let mut run = TaskRun::new(subject, asked, mode, resources.threads.unwrap_or(cores).get())?;
    let worker = |index: usize| {
        let subject = subject.with_images(run.images(index));
        Worker::new(Processor::new(engine.clone(), &subject, mode), subject, mode)
    };
    let mut workers: Vec<_> = (0..run.workers()).map(worker).collect();
    let outcome = threads::drive(&mut run, &mut workers, show)?;
    let name = if mode == TailMode::Full { EngineName::Reference } else { EngineName::Simd };
    Ok((outcome, name.name()))
}
