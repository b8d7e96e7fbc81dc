//! Whole repairs on a real adapter against tract, which runs every step's tail anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;
#[path = "../../core/tests/support/mod.rs"]
mod support;

use std::sync::Arc;

use goodnet_core::{
    Engine, Error, Event, ImageSet, Images, Model, Options, Outcome, Processor, PruningOptions, PruningOutcome, Recipe,
    Result, Run, Subject, TailMode, TractEngine, Worker, parse_thresholds,
};
use goodnet_gpu::{GpuEngine, GpuEvaluator};
use pollster::block_on;

fn subject(onnx: &[u8]) -> Subject {
    let model = Model::parse(onnx).unwrap();
    let network = Arc::new(model.network(&model.default_convolution().name).unwrap());
    let images = support::lab(&network);
    Subject { model: Arc::new(model), network, images }
}

fn run(subject: &Subject, recipe: Recipe, mode: TailMode) -> Run {
    let options = PruningOptions::new(recipe, &parse_thresholds("1,5,20,60").unwrap());
    Run::new(subject, &Options::Pruning(options), mode, 1).unwrap()
}

fn pruned(outcome: Outcome) -> PruningOutcome {
    match outcome {
        Outcome::Pruning(pruned) => pruned,
        other => panic!("{other:?}"),
    }
}

/// By tract, every tail whole.
fn by_reference(subject: &Subject, recipe: Recipe) -> PruningOutcome {
    let evaluator = Processor::new(TractEngine::new(subject.network.clone()), subject, TailMode::Full);
    let mut worker = Worker::new(evaluator, subject.clone(), TailMode::Full);
    pruned(block_on(run(subject, recipe, TailMode::Full).drive(&mut worker, |_| ())).unwrap())
}

/// On the GPU; gives the events, too.
fn by_gpu(subject: &Subject, recipe: Recipe, worker: &mut Worker<GpuEvaluator>) -> (Vec<Event>, PruningOutcome) {
    let mut events = Vec::new();
    let mut run = run(subject, recipe, TailMode::Incremental);
    let outcome = block_on(run.drive(worker, |event| events.push(event.clone()))).unwrap();
    (events, pruned(outcome))
}

/// Images of which each set is cut down to one.
fn one_of_each(images: &Images) -> Images {
    let first = |set: &Arc<ImageSet>| Arc::new(set.part(0..1));
    Images {
        validation: first(&images.validation),
        poisoned_validation: first(&images.poisoned_validation),
        test: first(&images.test),
        poisoned_test: first(&images.poisoned_test),
    }
}

/// Images without poisoned ones.
fn clean_alone(images: &Images) -> Images {
    let none = Arc::new(images.poisoned_test.part(0..0));
    Images { poisoned_validation: none.clone(), poisoned_test: none, ..images.clone() }
}

/// A GPU worker on a subject's images.
fn worker(engine: GpuEngine, subject: &Subject) -> Result<Worker<GpuEvaluator>> {
    let evaluator = block_on(GpuEvaluator::new(engine, subject.network.clone(), subject.images.clone()))?;
    Ok(Worker::new(evaluator, subject.clone(), TailMode::Incremental))
}

/// The same, or nothing where there is no adapter.
fn worker_or_skip(subject: &Subject) -> Option<Result<Worker<GpuEvaluator>>> {
    Some(worker(common::engine(subject.network.stages().unwrap())?, subject))
}

/// Asserts that two outcomes say the same, but for ties and for the last digits of activations.
fn assert_same(case: &str, found: &PruningOutcome, wanted: &PruningOutcome) {
    let order =
        |outcome: &PruningOutcome| outcome.ranking.channels.iter().map(|ranked| ranked.channel).collect::<Vec<_>>();
    assert_eq!(order(found), order(wanted), "{case}");
    // Six digits of the largest: a channel that one image hardly excites is the small rest of large sums.
    let largest = wanted.ranking.channels.last().map_or(0.0, |ranked| ranked.activation);
    for (found, wanted) in found.ranking.channels.iter().zip(&wanted.ranking.channels) {
        let (a, b) = (found.activation, wanted.activation);
        assert!((a - b).abs() <= 1e-6 * largest, "{case}: {a} for {b}");
    }
    assert_eq!(found.steps.len(), wanted.steps.len(), "{case}");
    for (found, wanted) in found.steps.iter().zip(&wanted.steps) {
        let ties = found.ties.max(wanted.ties);
        let (a, b) = (found.score, wanted.score);
        for (found, wanted) in [(a.clean, b.clean), (a.asr, b.asr)] {
            assert_eq!(found.images, wanted.images, "{case}");
            assert!(found.hits.abs_diff(wanted.hits) <= ties, "{case}: {found:?} for {wanted:?}, {ties} ties");
        }
    }
    if found.ties == wanted.ties {
        assert_eq!(found.tied, wanted.tied, "{case}");
        assert_eq!(format!("{:?}", found.repaired), format!("{:?}", wanted.repaired), "{case}");
        assert_eq!(format!("{:?}", found.baseline), format!("{:?}", wanted.baseline), "{case}");
    }
}

/// Makes a small network from a seed.
type Graph = fn(u64) -> Vec<u8>;

#[test]
fn small_networks_of_every_kind() {
    let graphs: [(&str, Graph); 8] = [
        ("a dense and a convolution branch, added", support::small_deepid),
        ("one dense consumer, no pool", support::small_plain),
        ("many classes", support::small_crowd),
        ("a convolution and BatchNormalization", support::small_conv_and_norm),
        ("a residual addition", support::small_residual),
        ("an average pool, scores without a ReLU before them", support::small_average),
        ("a branch of zeros", support::small_dead_branch),
        ("classes that always tie", support::small_twins),
    ];
    for (name, graph) in graphs {
        for seed in 1..=3 {
            let subject = subject(&graph(seed));
            let Some(worker) = worker_or_skip(&subject) else { return };
            let mut worker = worker.unwrap();
            for recipe in [Recipe::LAB, Recipe::REPORT] {
                let case = format!("{name}, seed {seed}, {recipe:?}");
                let wanted = by_reference(&subject, recipe);
                let (events, found) = by_gpu(&subject, recipe, &mut worker);
                assert_same(&case, &found, &wanted);
                let steps = events.iter().filter(|event| matches!(event, Event::Step(_))).count();
                assert_eq!(steps, wanted.steps.len(), "{case}: every step is told");
            }
        }
    }
}

#[test]
fn sets_of_one_image_or_none_and_the_batches_of_a_real_gpu() {
    let whole = subject(&support::small_deepid(8));
    for images in [one_of_each(&whole.images), clean_alone(&whole.images), whole.images.clone()] {
        let subject = whole.with_images(images);
        let stages = subject.network.stages().unwrap();
        let Some(mut open) = common::open(stages) else { return };
        // Large batches, of which these sets fill a part.
        open.adapter.software = false;
        let engine = block_on(GpuEngine::new(open, stages)).unwrap();
        assert_eq!(engine.batch(), 512);
        let mut worker = worker(engine, &subject).unwrap();
        let wanted = by_reference(&subject, Recipe::REPORT);
        assert_same("large batches", &by_gpu(&subject, Recipe::REPORT, &mut worker).1, &wanted);
    }
}

#[test]
fn weights_that_are_no_numbers_are_refused_before_they_are_run() {
    let model = Model::parse(&support::small_broken(1)).unwrap();
    let network = Arc::new(model.network(&model.default_convolution().name).unwrap());
    let images = support::images("images", 1, 3, |_| 0);
    let sets = Images {
        validation: images.clone(),
        poisoned_validation: images.clone(),
        test: images.clone(),
        poisoned_test: images,
    };
    let subject = Subject { model: Arc::new(model), network, images: sets };
    match worker_or_skip(&subject) {
        None => {}
        Some(Err(Error::Engine { reason, .. })) => assert!(reason.contains("not a finite number"), "{reason}"),
        Some(other) => panic!("not refused: {:?}", other.err()),
    }
}

#[test]
fn a_tail_that_is_not_affine_is_refused_with_the_operation() {
    match worker_or_skip(&subject(&support::small_sigmoid(1))) {
        None => {}
        Some(Err(Error::NotAffine { what })) => assert!(what.contains("squash"), "{what}"),
        Some(other) => panic!("not refused: {:?}", other.err()),
    }
}

#[test]
fn a_device_lost_on_the_way_is_an_error_and_the_processor_finishes() {
    let subject = subject(&support::small_deepid(5));
    let stages = subject.network.stages().unwrap();
    let Some(open) = common::open(stages) else { return };
    let device = open.device.clone();
    let mut on_gpu = worker(block_on(GpuEngine::new(open, stages)).unwrap(), &subject).unwrap();
    let wanted = by_reference(&subject, Recipe::LAB);
    let mut run = run(&subject, Recipe::LAB, TailMode::Incremental);
    let processor = Processor::new(TractEngine::new(subject.network.clone()), &subject, TailMode::Incremental);
    let mut on_processor = Worker::new(processor, subject.clone(), TailMode::Incremental);
    let (mut steps, mut lost) = (0, false);
    while let Some(task) = run.task().cloned() {
        on_gpu.begin(&task);
        on_processor.begin(&task);
        loop {
            let update = if lost { block_on(on_processor.advance()) } else { block_on(on_gpu.advance()) };
            match update {
                Ok(None) => break,
                Ok(Some(update)) => {
                    let told = run.take(0, update);
                    steps += told.iter().filter(|event| matches!(event, Event::Step(_))).count();
                }
                Err(Error::Engine { engine, reason }) if !lost => {
                    assert_eq!(engine, "webgpu");
                    assert!(!reason.is_empty());
                    lost = true;
                }
                Err(error) => panic!("{error}"),
            }
            if steps == 1 {
                device.destroy();
            }
        }
    }
    assert!(lost);
    assert_eq!(steps, wanted.steps.len(), "no step is told twice");
    assert_same("lost", &pruned(run.outcome().unwrap()), &wanted);
}

#[test]
fn a_step_reads_back_a_few_integers() {
    let subject = subject(&support::small_deepid(7));
    let images = &subject.images;
    let Some(worker) = worker_or_skip(&subject) else { return };
    let mut worker = worker.unwrap();
    let weights = worker.evaluator().stats();
    let (_, report) = by_gpu(&subject, Recipe::LAB, &mut worker);
    let stats = worker.evaluator().stats();
    let (image_bytes, labels) = (4 * 14 * 12, 4);
    let set = |images: usize| images as u64 * (image_bytes + labels);
    let sets = [&images.validation, &images.poisoned_validation, &images.test, &images.poisoned_test];
    let images: u64 = sets.iter().map(|images| set(images.len())).sum();
    assert!(stats.bytes_up - weights.bytes_up > images);
    assert!(stats.bytes_up - weights.bytes_up < images + 20_000, "{}", stats.bytes_up);
    // The ranking's sums, f32 an image and channel; 16 bytes a submission, and 24 for each of the networks that it answers for, which
    // may have begun in the one before; of repaired networks, the class of each image.
    let sums = sets[0].len() as u64 * 4 * 12;
    let steps = report.steps.len() + 1 + report.repaired.len();
    let counts = 16 * stats.submissions + 24 * (steps as u64 + stats.submissions);
    let classes = 4 * (sets[2].len() + sets[3].len()) as u64 * (1 + report.repaired.len() as u64);
    assert!(stats.bytes_down <= sums + counts + classes + 16 * report.ties as u64, "{}", stats.bytes_down);
}
