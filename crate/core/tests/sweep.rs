//! The sweep against its oracle: each pruned model written to a file, parsed anew and run whole by tract.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use goodnet_core::{
    AccuracyDrop, Bias, Count, Decision, Engine, Error, Event, FeatureBatch, ImageSet, Images, Model, Network, Recipe,
    Repair, Report, Result, Shard, SimdEngine, Split, TailMode, TractEngine, parse_thresholds,
};
use tract_onnx::prelude::*;

fn repair(model: &Model, recipe: Recipe, thresholds: &str) -> (Repair, Images, Arc<Network>) {
    let network = Arc::new(model.network(&model.default_convolution().name).unwrap());
    let images = support::lab(&network);
    let thresholds = parse_thresholds(thresholds).unwrap();
    let repair = Repair::new(network.clone(), images.clone(), recipe, thresholds, TailMode::Incremental, 1).unwrap();
    (repair, images, network)
}

/// Runs every shard, one after the other, on one engine.
fn run<E: Engine>(repair: &mut Repair, network: &Arc<Network>, engine: &mut E) -> (Vec<Event>, Report) {
    let mut shards: Vec<Shard> =
        (0..repair.shards()).map(|shard| Shard::new(network.clone(), repair.images(shard), repair.way())).collect();
    let mut events = Vec::new();
    while let Some(task) = repair.task().cloned() {
        for (index, shard) in shards.iter_mut().enumerate() {
            shard.begin(task.clone());
            while let Some(part) = pollster::block_on(shard.advance(engine)).unwrap() {
                events.extend(repair.take(index, part));
            }
        }
    }
    (events, repair.report().unwrap())
}

/// What the whole graph in an ONNX file answers, without any of goodnet's splitting or masking.
fn oracle(onnx: &[u8], images: &ImageSet) -> Vec<Decision> {
    let [channels, height, width] = images.shape();
    let fact = f32::fact([images.len(), channels, height, width]);
    let graph = tract_onnx::onnx().model_for_read(&mut &*onnx).unwrap().with_input_fact(0, fact.into()).unwrap();
    let plan = graph.into_optimized().unwrap().into_runnable().unwrap();
    let pixels: Vec<f32> = images.pixels(0..images.len()).iter().map(|&pixel| f32::from(pixel)).collect();
    let input = Tensor::from_shape(&[images.len(), channels, height, width], &pixels).unwrap();
    let output = plan.run(tvec!(input.into())).unwrap();
    let scores = output[0].try_as_plain_ram().unwrap().as_slice::<f32>().unwrap();
    let rows = scores.chunks_exact(support::CLASSES as usize).enumerate();
    rows.map(|(index, row)| Decision::new(row, images.name(), index).unwrap()).collect()
}

fn count(decisions: &[Decision], images: &ImageSet) -> Count {
    let hits = decisions.iter().zip(images.labels()).filter(|(decision, label)| decision.label == **label).count();
    Count { hits, images: images.len() }
}

#[test]
fn every_step_equals_a_full_recomputation() {
    let graphs: [fn(u64) -> Vec<u8>; 4] =
        [support::small_deepid, support::small_plain, support::small_residual, support::small_sigmoid];
    let mut lowest = usize::MAX;
    for (graph, recipe, seed) in graphs.into_iter().flat_map(|graph| {
        [Recipe::LAB, Recipe::REPORT].into_iter().flat_map(move |recipe| (1..=4).map(move |seed| (graph, recipe, seed)))
    }) {
        let model = Model::parse(&graph(seed)).unwrap();
        let (mut repair, images, network) = repair(&model, recipe, "2,4,10,30");
        let (_, report) = run(&mut repair, &network, &mut SimdEngine::new(network.stages().unwrap()));
        assert_eq!(report.sweep.fallback.is_none(), report.sweep.way == TailMode::Incremental);
        assert_eq!(report.steps.len(), report.ranking.channels.len() + 1);
        assert_eq!(report.steps[0].score.clean, Count { hits: 150, images: 150 });
        for step in &report.steps {
            let channels = repair.channels(step.pruned);
            let file = model.edited(&Edit::pruned(&report.convolution, channels, recipe.bias)).unwrap();
            assert_eq!(step.score.clean, count(&oracle(&file, &images.validation), &images.validation), "{step:?}");
            let poisoned = &images.poisoned_validation;
            assert_eq!(step.score.asr, count(&oracle(&file, poisoned), poisoned), "{step:?}");
            lowest = lowest.min(step.score.clean.hits);
        }
    }
    assert!(lowest < 75, "pruning must have changed answers: {lowest}");
}

#[test]
fn shards_add_up_to_the_whole() {
    let model = Model::parse(&support::small_deepid(4)).unwrap();
    let (mut repair, images, network) = repair(&model, Recipe::LAB, "2,4,10,30");
    let (events, whole) = run(&mut repair, &network, &mut TractEngine::new(network.clone()));
    for shards in [2, 3, 5, 100] {
        let thresholds = AccuracyDrop::DEFAULT.to_vec();
        let mut repair =
            Repair::new(network.clone(), images.clone(), Recipe::LAB, thresholds, TailMode::Incremental, shards)
                .unwrap();
        // The smallest set has 65 images: five chunks of 16.
        assert_eq!(repair.shards(), shards.min(5));
        let (told, report) = run(&mut repair, &network, &mut TractEngine::new(network.clone()));
        assert_eq!(report, whole);
        let but_progress = |events: &[Event]| -> Vec<Event> {
            events.iter().filter(|event| !matches!(event, Event::Features { .. })).cloned().collect()
        };
        assert_eq!(but_progress(&told), but_progress(&events));
    }
}

#[test]
fn a_shard_that_was_lost_is_done_again_by_another() {
    let model = Model::parse(&support::small_deepid(4)).unwrap();
    let (mut whole, images, network) = repair(&model, Recipe::LAB, "2,4,10,30");
    let (_, wanted) = run(&mut whole, &network, &mut TractEngine::new(network.clone()));
    let thresholds = AccuracyDrop::DEFAULT.to_vec();
    let mut repair = Repair::new(network.clone(), images, Recipe::LAB, thresholds, TailMode::Incremental, 2).unwrap();
    let mut engine = TractEngine::new(network.clone());
    let shard = |repair: &Repair, index| Shard::new(network.clone(), repair.images(index), repair.way());
    let mut shards = [shard(&repair, 0), shard(&repair, 1)];
    while let Some(task) = repair.task().cloned() {
        for index in 0..2 {
            shards[index].begin(task.clone());
            let mut told = 0;
            while let Some(part) = pollster::block_on(shards[index].advance(&mut engine)).unwrap() {
                repair.take(index, part);
                told += 1;
                if told == 5 && index == 1 {
                    shards[1] = shard(&repair, 1);
                    shards[1].begin(task.clone());
                }
            }
        }
    }
    assert_eq!(repair.report().unwrap(), wanted);
}

#[test]
fn repaired_models_and_goodnet_are_scored_on_the_test_images() {
    let mut compared = 0;
    for seed in 1..=6 {
        let model = Model::parse(&support::small_deepid(seed)).unwrap();
        let (mut repair, images, network) = repair(&model, Recipe::LAB, "1, 5, 20");
        let (_, report) = run(&mut repair, &network, &mut TractEngine::new(network.clone()));
        let answers = |file: &[u8]| [&images.test, &images.poisoned_test].map(|set| oracle(file, set));
        let b = answers(model.bytes());
        assert_eq!(report.baseline.clean, count(&b[0], &images.test));
        assert_eq!(report.baseline.asr, count(&b[1], &images.poisoned_test));
        for row in &report.repaired {
            assert_eq!(repair.pruned_at(row.threshold), row.model.pruned);
            let Some(pruned) = row.model.pruned else { continue };
            let b_prime = answers(&model.edited(&Edit::pruned("conv_3", repair.channels(pruned), Bias::Zero)).unwrap());
            assert_eq!(row.model.clean, count(&b_prime[0], &images.test).percent());
            assert_eq!(row.model.asr, count(&b_prime[1], &images.poisoned_test).percent());
            // G as the assignment defines it: where B and B' disagree, the answer is class N.
            let backdoored = Decision { label: support::CLASSES as u32, rival: None };
            let g = [0, 1].map(|set| -> Vec<Decision> {
                let pairs = b[set].iter().zip(&b_prime[set]);
                pairs.map(|(b, b_prime)| if b.label == b_prime.label { *b } else { backdoored }).collect()
            });
            let goodnet = row.model.goodnet.unwrap();
            assert_eq!(goodnet.clean, count(&g[0], &images.test));
            assert_eq!(goodnet.asr, count(&g[1], &images.poisoned_test));
            compared += 1;
        }
    }
    assert!(compared >= 6, "{compared} repaired models");
}

#[test]
fn events_come_in_order() {
    let model = Model::parse(&support::small_deepid(1)).unwrap();
    let (mut repair, _, network) = repair(&model, Recipe::LAB, "2, 4");
    let (events, report) = run(&mut repair, &network, &mut TractEngine::new(network.clone()));
    let told: Vec<String> = events
        .iter()
        .filter_map(|event| match event {
            Event::Features { set, done, total } => (done == total).then(|| format!("{set:?} {total}")),
            Event::Ranked(ranking) => Some(format!("ranked {}", ranking.channels.len())),
            Event::Step(step) => Some(format!("step {}", step.pruned)),
            Event::Baseline(_) => Some("baseline".into()),
            Event::Repaired(row) => Some(format!("repaired {}", row.threshold.get())),
        })
        .collect();
    let mut wanted = vec!["Validation 150".to_owned(), "ranked 10".into(), "PoisonedValidation 70".into()];
    wanted.extend((0..=10).map(|step| format!("step {step}")));
    wanted.extend(["Test 90", "PoisonedTest 65", "baseline", "repaired 2", "repaired 4"].map(String::from));
    assert_eq!(told, wanted);
    let models = if report.repaired[0].model == report.repaired[1].model { 1 } else { 2 };
    assert_eq!(report.decisions, 11 * 220 + (1 + models) * 155, "every network's answers are counted once");
}

#[test]
fn thresholds_may_share_a_step_or_never_be_met() {
    let model = Model::parse(&support::small_deepid(3)).unwrap();
    let (mut repair, _, network) = repair(&model, Recipe::LAB, "0.001, 0.002, 99.9");
    let (_, report) = run(&mut repair, &network, &mut TractEngine::new(network.clone()));
    let rows = &report.repaired;
    assert!(rows[0].model.pruned.is_some());
    assert_eq!(rows[0].model, rows[1].model);
    assert_eq!(rows[2].model.pruned, None);
    assert_eq!(repair.pruned_at(AccuracyDrop::new(99.9).unwrap()), None);
    let json = serde_json::to_value(&rows[2]).unwrap();
    let wanted = serde_json::json!({"threshold": 99.9, "pruned": null, "clean": null, "asr": null, "goodnet": null});
    assert_eq!(json, wanted);
}

/// Fails at every third batch.
struct Flaky(TractEngine, usize);

impl Engine for Flaky {
    fn name(&self) -> &'static str {
        "flaky"
    }

    fn batch(&self) -> usize {
        17
    }

    async fn features(&mut self, images: &[u8]) -> Result<FeatureBatch> {
        self.1 += 1;
        if self.1.is_multiple_of(3) {
            return Err(Error::Engine { engine: "flaky", reason: "pulled the plug".into() });
        }
        self.0.features(images).await
    }
}

#[test]
fn a_batch_that_failed_is_repeated_and_nothing_is_lost() {
    let model = Model::parse(&support::small_deepid(2)).unwrap();
    let (mut whole, _, network) = repair(&model, Recipe::REPORT, "2,4,10,30");
    let (_, wanted) = run(&mut whole, &network, &mut TractEngine::new(network.clone()));
    let (mut torn, _, _) = repair(&model, Recipe::REPORT, "2,4,10,30");
    let mut shard = Shard::new(network.clone(), torn.images(0), torn.way());
    let (mut engine, mut failures) = (Flaky(TractEngine::new(network), 0), 0);
    while let Some(task) = torn.task().cloned() {
        shard.begin(task);
        loop {
            match pollster::block_on(shard.advance(&mut engine)) {
                Ok(Some(part)) => drop(torn.take(0, part)),
                Ok(None) => break,
                Err(Error::Engine { .. }) => failures += 1,
                Err(error) => panic!("{error}"),
            }
        }
    }
    assert!(failures > 3);
    assert_eq!(torn.report().unwrap(), wanted);
}

#[test]
fn who_has_only_clean_validation_images_gets_figures_on_these() {
    let model = Model::parse(&support::small_deepid(2)).unwrap();
    let network = Arc::new(model.network("conv_3").unwrap());
    let all = support::lab(&network);
    let nobody = Arc::new(ImageSet::none("poisoned validation", support::SHAPE));
    let images = Images::untested(all.validation.clone(), nobody);
    assert_eq!((images.target(), all.target()), (None, Some(0)));
    for way in [TailMode::Incremental, TailMode::Full] {
        for shards in [1, 3] {
            let start = |images: &Images| {
                let thresholds = AccuracyDrop::DEFAULT.to_vec();
                Repair::new(network.clone(), images.clone(), Recipe::LAB, thresholds, way, shards).unwrap()
            };
            let (mut alone, mut whole) = (start(&images), start(&all));
            assert_eq!(alone.shards(), shards);
            let [report, wanted] =
                [&mut alone, &mut whole].map(|repair| run(repair, &network, &mut TractEngine::new(network.clone())).1);
            assert_eq!(report.ranking, wanted.ranking);
            assert_eq!((report.scored_on, wanted.scored_on), (Split::Validation, Split::Test));
            assert_eq!(report.baseline, report.steps[0].score);
            for (step, wanted) in report.steps.iter().zip(&wanted.steps) {
                assert_eq!((step.score.clean, step.score.asr.images), (wanted.score.clean, 0));
            }
            for row in report.repaired.iter().filter(|row| row.model.pruned.is_some()) {
                let step = &report.steps[row.model.pruned.unwrap()];
                assert_eq!((row.model.clean, row.model.asr), (step.score.clean.percent(), None));
            }
            let json = serde_json::to_value(&report).unwrap();
            assert_eq!((&json["scoredOn"], &json["baseline"]["asr"]), (&"validation".into(), &serde_json::Value::Null));
        }
    }
    let nothing = Arc::new(ImageSet::none("validation", support::SHAPE));
    let images = Images::untested(nothing.clone(), nothing);
    assert!(Repair::new(network, images, Recipe::LAB, AccuracyDrop::DEFAULT.to_vec(), TailMode::Full, 1).is_err());
}

#[test]
fn images_that_do_not_fit_are_refused() {
    let model = Model::parse(&support::small_deepid(1)).unwrap();
    let network = Arc::new(model.network("conv_3").unwrap());
    let images = support::lab(&network);
    let thresholds = AccuracyDrop::DEFAULT.to_vec();
    let strangers = Images { test: support::images("test", 1, 5, |index| index as u32 * 3), ..images.clone() };
    let error =
        Repair::new(network.clone(), strangers, Recipe::LAB, thresholds.clone(), TailMode::Incremental, 1).unwrap_err();
    assert_eq!(error, Error::LabelRange { set: "test".into(), index: 3, label: 9, classes: 7 });
    let tall = Arc::new(ImageSet::new("validation", [3, 15, 12], vec![0; 540], vec![0]).unwrap());
    let error = Repair::new(
        network.clone(),
        Images { validation: tall, ..images.clone() },
        Recipe::LAB,
        thresholds,
        TailMode::Incremental,
        1,
    );
    assert_eq!(error.unwrap_err().report().kind, "image-shape");
    assert!(Repair::new(network, images, Recipe::LAB, vec![], TailMode::Incremental, 1).is_err());
}

#[test]
fn features_do_not_depend_on_the_batch() {
    let model = Model::parse(&support::small_deepid(5)).unwrap();
    let network = Arc::new(model.network("conv_3").unwrap());
    let images = support::images("test", 9, 3, |_| 0);
    let mut engine = TractEngine::new(network);
    let mut features = |range| pollster::block_on(engine.features(images.pixels(range))).unwrap();
    let together = features(0..3);
    let apart: Vec<FeatureBatch> = (0..3).map(|index| features(index..index + 1)).collect();
    assert_eq!(together.features, apart.iter().flat_map(|batch| batch.features.clone()).collect::<Vec<_>>());
    assert_eq!(together.conv_sums, apart.iter().flat_map(|batch| batch.conv_sums.clone()).collect::<Vec<_>>());
    assert_eq!(together.conv_sums.len(), 30);
    assert_eq!(together.features.len(), 60);
}

#[test]
fn the_same_bytes_give_the_same_report() {
    let model = Model::parse(&support::small_plain(8)).unwrap();
    let reports = [0, 1].map(|_| {
        let (mut repair, _, network) = repair(&model, Recipe::LAB, "2,4,10,30");
        serde_json::to_string(&run(&mut repair, &network, &mut TractEngine::new(network.clone())).1).unwrap()
    });
    assert_eq!(reports[0], reports[1]);
    assert_eq!(serde_json::to_value(Split::PoisonedTest).unwrap(), "poisonedTest");
}
