//! How long the pieces of a repair take natively, for tests/bench: one forward pass over the clean and the poisoned
//! validation images, and the whole sweep, as JSON.
//!
//! `cargo run --release -p goodnet --example times -- BUNDLE SCENARIO RUNS [THREADS [reference|simd|webgpu]]`

#[path = "../src/inputs/bundle.rs"]
mod bundle;
#[path = "../src/run/gpu.rs"]
mod gpu;
#[path = "../src/run/threads.rs"]
mod threads;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use goodnet_core::{Event, Options, Outcome, Processor, ProcessorEngine, Run, Subject, TailMode, Worker};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(folder), Some(scenario), Some(runs)) = (arguments.first(), arguments.get(1), arguments.get(2)) else {
        bail!("usage: times BUNDLE SCENARIO RUNS [THREADS [reference|simd|webgpu]]");
    };
    let runs: usize = runs.parse().context("RUNS is a number")?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = arguments.get(3).map_or(Ok(cores), |threads| threads.parse()).context("THREADS is a number")?;
    let engine = arguments.get(4).map_or("simd", String::as_str);
    let mode = if engine == "reference" { TailMode::Full } else { TailMode::Incremental };

    let bundle = bundle::read(Path::new(folder), scenario)?;
    let network = Arc::new(bundle.model.network(&bundle.model.default_convolution().name)?);
    let subject = Subject { model: Arc::new(bundle.model), network, images: bundle.images };
    let options = Options::of("pruning")?;
    let (mut forward, mut sweep, mut last, mut gpu_stats) = (Vec::<f64>::new(), Vec::<f64>::new(), None, None);
    let threads = if engine == "webgpu" { 1 } else { threads };
    for _ in 0..runs {
        let mut steps = Vec::new();
        let began = Instant::now();
        let show = |event: &Event| {
            if matches!(event, Event::Step(_)) {
                steps.push(began.elapsed().as_secs_f64() * 1e3);
            }
        };
        last = Some(if engine == "webgpu" {
            let (outcome, gpu::Worked { adapter, stats }) = gpu::drive(&subject, &options, show)?;
            gpu_stats = Some(serde_json::json!({
                "adapter": adapter, "submissions": stats.submissions, "dispatches": stats.dispatches,
                "bytes_up": stats.bytes_up, "bytes_down": stats.bytes_down,
            }));
            outcome
        } else {
            let mut run = Run::new(&subject, &options, mode, threads)?;
            let (engine, _) = ProcessorEngine::new(&subject.network, mode);
            let worker = |index: usize| {
                let subject = subject.with_images(run.images(index));
                Worker::new(Processor::new(engine.clone(), &subject, mode), subject, mode)
            };
            let mut workers: Vec<_> = (0..run.workers()).map(worker).collect();
            threads::drive(&mut run, &mut workers, show)?
        });
        forward.extend(steps.first());
        sweep.extend(steps.last());
    }
    let Some(Outcome::Pruning(report)) = last else { bail!("RUNS is 0") };
    let steps: Vec<_> = report
        .steps
        .iter()
        .map(|step| {
            let (clean, asr) = (step.score.clean.hits, step.score.asr.hits);
            serde_json::json!({ "pruned": step.pruned, "clean": clean, "asr": asr, "ties": step.ties })
        })
        .collect();
    let ranking: Vec<_> = report.ranking.channels.iter().map(|ranked| ranked.channel).collect();
    println!(
        "{}",
        serde_json::json!({
            "threads": threads, "engine": engine, "forward_ms": forward, "sweep_ms": sweep, "steps": steps,
            "images": subject.images.validation.len(), "ranking": ranking, "sweep": report.sweep, "gpu": gpu_stats,
        })
    );
    Ok(())
}
