//! Whole repairs on a real adapter against tract, which runs every step's tail anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;
#[path = "../../core/tests/support/mod.rs"]
mod support;

use std::sync::Arc;

use goodnet_core::{
    AccuracyDrop, Engine, Error, Event, ImageSet, Images, Model, Network, Recipe, Repair, Report, Result, Shard,
    TailMode, TractEngine, parse_thresholds,
};
use goodnet_gpu::{GpuEngine, GpuShard};
use pollster::block_on;

fn network(onnx: &[u8]) -> Arc<Network> {
    let model = Model::parse(onnx).unwrap();
    Arc::new(model.network(&model.default_convolution().name).unwrap())
}

fn repair(network: &Arc<Network>, images: &Images, recipe: Recipe, way: TailMode) -> Repair {
    let thresholds: Vec<AccuracyDrop> = parse_thresholds("1,5,20,60").unwrap();
    Repair::new(network.clone(), images.clone(), recipe, thresholds, way, 1).unwrap()
}

/// By tract, every tail whole.
fn by_reference(network: &Arc<Network>, images: &Images, recipe: Recipe) -> Report {
    let mut repair = repair(network, images, recipe, TailMode::Full);
    let mut shard = Shard::new(network.clone(), images.clone(), TailMode::Full);
    let mut engine = TractEngine::new(network.clone());
    while let Some(task) = repair.task().cloned() {
        shard.begin(task);
        while let Some(part) = block_on(shard.advance(&mut engine)).unwrap() {
            repair.take(0, part);
        }
    }
    repair.report().unwrap()
}

/// On the GPU; gives the events, too.
fn by_shard(repair: &mut Repair, shard: &mut GpuShard) -> Result<(Vec<Event>, Report)> {
    let mut events = Vec::new();
    while let Some(task) = repair.task().cloned() {
        shard.begin(task);
        while let Some(part) = block_on(shard.advance())? {
            events.extend(repair.take(0, part));
        }
    }
    Ok((events, repair.report().unwrap()))
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

/// A shard for a network, or nothing where there is no adapter.
fn shard(network: &Arc<Network>, images: &Images) -> Option<Result<GpuShard>> {
    let engine = common::engine(network.stages().unwrap())?;
    Some(block_on(GpuShard::new(engine, network.clone(), images.clone())))
}

/// Asserts that two reports say the same, but for ties and for the last digits of activations.
fn assert_same(case: &str, found: &Report, wanted: &Report) {
    let order = |report: &Report| report.ranking.channels.iter().map(|ranked| ranked.channel).collect::<Vec<_>>();
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
            let network = network(&graph(seed));
            let images = support::lab(&network);
            let Some(shard) = shard(&network, &images) else { return };
            let mut shard = shard.unwrap();
            for recipe in [Recipe::LAB, Recipe::REPORT] {
                let case = format!("{name}, seed {seed}, {recipe:?}");
                let wanted = by_reference(&network, &images, recipe);
                let mut repair = repair(&network, &images, recipe, TailMode::Incremental);
                let (events, found) = by_shard(&mut repair, &mut shard).unwrap();
                assert_same(&case, &found, &wanted);
                let steps = events.iter().filter(|event| matches!(event, Event::Step(_))).count();
                assert_eq!(steps, wanted.steps.len(), "{case}: every step is told");
            }
        }
    }
}

#[test]
fn sets_of_one_image_and_the_batches_of_a_real_gpu() {
    let network = network(&support::small_deepid(8));
    let images = support::lab(&network);
    for images in [one_of_each(&images), images] {
        let Some(mut open) = common::open(network.stages().unwrap()) else { return };
        // Large batches, of which these sets fill a part.
        open.adapter.software = false;
        let engine = block_on(GpuEngine::new(open, network.stages().unwrap())).unwrap();
        assert_eq!(engine.batch(), 512);
        let mut shard = block_on(GpuShard::new(engine, network.clone(), images.clone())).unwrap();
        let wanted = by_reference(&network, &images, Recipe::REPORT);
        let mut repair = repair(&network, &images, Recipe::REPORT, TailMode::Incremental);
        assert_same("large batches", &by_shard(&mut repair, &mut shard).unwrap().1, &wanted);
    }
}

#[test]
fn weights_that_are_no_numbers_are_refused_before_they_are_run() {
    let network = network(&support::small_broken(1));
    let images = support::images("images", 1, 3, |_| 0);
    let sets = Images {
        validation: images.clone(),
        poisoned_validation: images.clone(),
        test: images.clone(),
        poisoned_test: images,
    };
    match shard(&network, &sets) {
        None => {}
        Some(Err(Error::Engine { reason, .. })) => assert!(reason.contains("not a finite number"), "{reason}"),
        Some(other) => panic!("not refused: {:?}", other.err()),
    }
}

#[test]
fn a_tail_that_is_not_affine_is_refused_with_the_operation() {
    let network = network(&support::small_sigmoid(1));
    let images = support::lab(&network);
    match shard(&network, &images) {
        None => {}
        Some(Err(Error::NotAffine { what })) => assert!(what.contains("squash"), "{what}"),
        Some(other) => panic!("not refused: {:?}", other.err()),
    }
}

#[test]
fn a_device_lost_on_the_way_is_an_error_and_the_processor_finishes() {
    let network = network(&support::small_deepid(5));
    let images = support::lab(&network);
    let Some(open) = common::open(network.stages().unwrap()) else { return };
    let device = open.device.clone();
    let engine = block_on(GpuEngine::new(open, network.stages().unwrap())).unwrap();
    let mut shard = block_on(GpuShard::new(engine, network.clone(), images.clone())).unwrap();
    let wanted = by_reference(&network, &images, Recipe::LAB);
    let mut repair = repair(&network, &images, Recipe::LAB, TailMode::Incremental);
    let mut processor = Shard::new(network.clone(), images.clone(), TailMode::Incremental);
    let mut reference = TractEngine::new(network.clone());
    let (mut steps, mut lost) = (0, false);
    while let Some(task) = repair.task().cloned() {
        shard.begin(task.clone());
        processor.begin(task);
        loop {
            let part = if lost { block_on(processor.advance(&mut reference)) } else { block_on(shard.advance()) };
            match part {
                Ok(None) => break,
                Ok(Some(part)) => {
                    let told = repair.take(0, part);
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
    assert_same("lost", &repair.report().unwrap(), &wanted);
}

#[test]
fn a_step_reads_back_a_few_integers() {
    let network = network(&support::small_deepid(7));
    let images = support::lab(&network);
    let Some(shard) = shard(&network, &images) else { return };
    let mut shard = shard.unwrap();
    let mut repair = repair(&network, &images, Recipe::LAB, TailMode::Incremental);
    let weights = shard.stats();
    let (_, report) = by_shard(&mut repair, &mut shard).unwrap();
    let stats = shard.stats();
    let (image_bytes, labels) = (4 * 14 * 12, 4);
    let set = |images: usize| images as u64 * (image_bytes + labels);
    let sets = [&images.validation, &images.poisoned_validation, &images.test, &images.poisoned_test];
    let images: u64 = sets.iter().map(|images| set(images.len())).sum();
    assert!(stats.bytes_up - weights.bytes_up > images);
    assert!(stats.bytes_up - weights.bytes_up < images + 20_000, "{}", stats.bytes_up);
    // The ranking's sums, f32 an image and channel; 16 bytes a submission, and 32 for each of the steps that it is part of, which
    // may have begun in the one before.
    let sums = sets[0].len() as u64 * 4 * 12;
    let steps = report.steps.len() + 1 + report.repaired.len();
    let counts = 16 * stats.submissions + 32 * (steps as u64 + stats.submissions);
    assert!(stats.bytes_down <= sums + counts + 16 * report.ties as u64, "{}", stats.bytes_down);
}
