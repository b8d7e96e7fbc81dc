//! For every image and every step, "the label wins" by the incremental way against the whole tail run anew by tract.

use std::path::Path;
use std::sync::Arc;

use goodnet_data::{Bias, ImageSet};

use super::evaluated_set::EvaluatedSet;
use super::feature_pass::{Activation, FeaturePass};
use crate::bundle::{BundleFile, Manifest, Trigger};
use crate::engine::{Engine, ProcessorEngine, TractEngine};
use crate::images::Images;
use crate::metrics::StepWork;
use crate::network::{Model, Network, TailMode};
use crate::support;

/// How a channel is pruned, and how channels are ranked for it, as the two recipes have it.
#[derive(Clone, Copy)]
struct Way {
    activation: Activation,
    bias: Bias,
    /// Channels that no clean image excites are left alone.
    skip_dead: bool,
}

const WAYS: [Way; 2] = [
    Way { activation: Activation::Pool, bias: Bias::Zero, skip_dead: false },
    Way { activation: Activation::Conv, bias: Bias::Keep, skip_dead: true },
];

/// A set's features by an engine, and their activations summed up.
fn read<E: Engine>(images: &ImageSet, engine: &mut E, network: &Network, way: Way) -> (Vec<f32>, Vec<f64>) {
    let mut reading = FeaturePass::default();
    while pollster::block_on(reading.advance(images, engine)).unwrap().is_some() {}
    let mut sums = vec![0.0; network.cut()[0]];
    for chunk in reading.activations(way.activation, network) {
        sums.iter_mut().zip(chunk).for_each(|(sum, part)| *sum += part);
    }
    (reading.features, sums)
}

/// Both ways side by side over every step; gives the steps' work and how many answers changed on the way.
fn compare(network: &Arc<Network>, images: &Images, way: Way) -> (Vec<StepWork>, usize) {
    compare_with(&mut ProcessorEngine::new(network, TailMode::Incremental).0, network, images, way)
}

/// The same, with the engine that reads the images for the incremental way.
fn compare_with(engine: &mut impl Engine, network: &Arc<Network>, images: &Images, way: Way) -> (Vec<StepWork>, usize) {
    let mut reference = TractEngine::new(network.clone());
    let (_, activations) = read(&images.validation, engine, network, way);
    let mut channels: Vec<usize> =
        (0..activations.len()).filter(|&channel| !way.skip_dead || activations[channel] >= 1e-5).collect();
    channels.sort_by(|&a, &b| activations[a].total_cmp(&activations[b]));
    let (mut work, mut changes) = (vec![StepWork::default(); channels.len() + 1], 0);
    for set in [&images.validation, &images.poisoned_validation] {
        let (features, _) = read(set, engine, network, way);
        let (features_of_reference, _) = read(set, &mut reference, network, way);
        let mut incremental = EvaluatedSet::new(set.clone(), features, network, TailMode::Incremental, false);
        let mut whole = EvaluatedSet::new(set.clone(), features_of_reference, network, TailMode::Full, false);
        let mut before: Option<Vec<bool>> = None;
        for (step, work) in work.iter_mut().enumerate() {
            while incremental.work(network).unwrap() {}
            while whole.work(network).unwrap() {}
            *work = *work + incremental.take_work();
            let pairs = incremental.verdicts().iter().zip(whole.verdicts()).enumerate();
            for (image, (found, wanted)) in pairs {
                let tied = found.tie.is_some() || wanted.tie.is_some();
                assert!(found.hit == wanted.hit || tied, "{} {image} with {step} channels pruned", set.name());
            }
            let now: Vec<bool> = whole.verdicts().iter().map(|verdict| verdict.hit).collect();
            changes += before.map_or(0, |before| before.iter().zip(&now).filter(|(a, b)| a != b).count());
            before = Some(now);
            if let Some(&channel) = channels.get(step) {
                incremental.prune(network, channel, network.pruned_planes(way.bias));
                whole.prune(network, channel, network.pruned_planes(way.bias));
            }
        }
    }
    (work, changes)
}

/// Makes a small network from a seed.
type Graph = fn(u64) -> Vec<u8>;

#[test]
fn small_networks_of_every_kind() {
    let graphs: [(&str, Graph, bool); 8] = [
        ("a dense and a convolution branch, added", support::small_deepid, true),
        ("one dense consumer, no pool", support::small_plain, true),
        ("many classes", support::small_crowd, true),
        ("a convolution and BatchNormalization", support::small_conv_and_norm, true),
        ("a residual addition", support::small_residual, true),
        ("an average pool", support::small_average, true),
        ("a branch of zeros", support::small_dead_branch, true),
        ("a sigmoid", support::small_sigmoid, false),
    ];
    for (name, graph, incremental) in graphs {
        let (mut changes, mut spared) = (0, 0);
        for seed in 1..=6 {
            let model = Model::parse(&graph(seed)).unwrap();
            let network = Arc::new(model.network(&model.default_convolution().name).unwrap());
            assert_eq!(network.affine().is_ok(), incremental, "{name}: {:?}", network.affine().err());
            let images = support::lab(&network);
            for way in WAYS {
                let (work, changed) = compare(&network, &images, way);
                changes += changed;
                spared += work.iter().map(|work| work.changed - work.full).sum::<usize>();
            }
        }
        assert!(changes > 100, "{name}: pruning has to change answers, {changes}");
        let screened = incremental && !["one dense consumer, no pool", "an average pool"].contains(&name);
        assert_eq!(spared > 0, screened, "{name}: {spared} images were spared the scores");
    }
}

#[test]
fn every_convolution_of_other_exporters_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exporters");
    let mut swept = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let refused = path.ends_with("torch_external.onnx");
        if refused || path.extension().is_none_or(|extension| extension != "onnx") {
            continue;
        }
        let model = Model::parse(&std::fs::read(&path).unwrap()).unwrap();
        for convolution in model.convolutions() {
            let network = Arc::new(model.network(&convolution.name).unwrap());
            let images = support::lab(&network);
            for way in WAYS {
                let (_, changes) = compare(&network, &images, way);
                assert!(changes > 0, "{path:?}, {}: pruning has to change answers", convolution.name);
                swept += 1;
            }
        }
    }
    assert_eq!(swept, 11 * 2 * 2, "eleven files with two prunable convolutions, two recipes");
}

/// One scenario of the bundle: 2,566 validation images, every mask, both recipes.
fn scenario(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle");
    let file = |entry: &BundleFile| std::fs::read(folder.join(&entry.file)).unwrap();
    let manifest = Manifest::from_json(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let scenario = manifest.scenario(name).unwrap();
    let (people, place) = (scenario.people(&manifest), scenario.trigger(&manifest));
    let trigger = Trigger::from_png(&file(&place.file), place.x, place.y).unwrap();
    let validation = Arc::new(ImageSet::from_zip("validation", &file(&people.validation.file)).unwrap());
    let poisoned_validation = Arc::new(trigger.poison(&validation, scenario.target).unwrap());
    let images = Images {
        test: validation.clone(),
        poisoned_test: poisoned_validation.clone(),
        validation,
        poisoned_validation,
    };
    let model = Model::parse(&file(&scenario.model)).unwrap();
    let network = Arc::new(model.network(&model.default_convolution().name).unwrap());
    for way in WAYS {
        let (work, changes) = compare(&network, &images, way);
        assert!(changes > 2_000, "{changes}");
        let (changed, full) = work.iter().skip(1).fold((0, 0), |(a, b), work| (a + work.changed, b + work.full));
        assert!(2 * full < changed, "the bound spares less than half of {changed} images: {full}");
    }
}

#[test]
fn the_badnet() {
    scenario("badnet");
}

#[test]
fn the_dormant_one() {
    scenario("dormant");
}

#[test]
fn the_pruning_aware_one() {
    scenario("pruning-aware");
}
