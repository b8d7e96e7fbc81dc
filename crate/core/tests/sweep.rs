//! The sweep against its oracle: each pruned model written to a file, parsed anew and run whole by tract.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use goodnet_core::{
    Bias, Count, Decision, Edit, Engine, Error, Event, FeatureBatch, GoodNetScore, ImageSet, Images, Model, Options,
    Outcome, Processor, ProcessorEngine, PruningOptions, PruningOutcome, Recipe, Result, Run, Split, Subject, TailMode,
    Thresholds, TractEngine, Worker, parse_thresholds,
};
use tract_onnx::prelude::*;

fn subject(model: &Model) -> Subject {
    let network = Arc::new(model.network(&model.default_convolution().name).unwrap());
    let images = support::lab(&network);
    Subject { model: Arc::new(model.clone()), network, images }
}

fn options(recipe: Recipe, thresholds: &str) -> Options {
    Options::Pruning(PruningOptions::new(recipe, &parse_thresholds(thresholds).unwrap()))
}

/// The lab's thresholds.
const LAB: &str = "2,4,10,30";

fn start(subject: &Subject, recipe: Recipe, thresholds: &str, workers: usize) -> Run {
    Run::new(subject, &options(recipe, thresholds), TailMode::Incremental, workers).unwrap()
}

fn worker<E: Engine>(run: &Run, index: usize, subject: &Subject, engine: E, mode: TailMode) -> Worker<Processor<E>> {
    let subject = subject.with_images(run.images(index));
    Worker::new(Processor::new(engine, &subject, mode), subject, mode)
}

/// Runs every worker, one after the other, on a copy of an engine.
fn drive<E: Engine + Clone>(
    run: &mut Run,
    subject: &Subject,
    engine: &E,
    mode: TailMode,
) -> (Vec<Event>, PruningOutcome) {
    let mut workers: Vec<_> =
        (0..run.workers()).map(|index| worker(run, index, subject, engine.clone(), mode)).collect();
    let mut events = Vec::new();
    while let Some(task) = run.task().cloned() {
        for (index, worker) in workers.iter_mut().enumerate() {
            worker.begin(&task);
            while let Some(update) = pollster::block_on(worker.advance()).unwrap() {
                events.extend(run.take(index, update));
            }
        }
    }
    (events, pruned(run))
}

fn pruned(run: &Run) -> PruningOutcome {
    match run.outcome().unwrap() {
        Outcome::Pruning(pruned) => pruned,
        other => panic!("{other:?}"),
    }
}

/// The same on tract, with one worker.
fn by_tract(subject: &Subject, recipe: Recipe, thresholds: &str) -> (Vec<Event>, PruningOutcome) {
    let mut run = start(subject, recipe, thresholds, 1);
    drive(&mut run, subject, &TractEngine::new(subject.network.clone()), TailMode::Incremental)
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
        let subject = subject(&model);
        let images = &subject.images;
        let (engine, _) = ProcessorEngine::new(&subject.network, TailMode::Incremental);
        let (_, report) = drive(&mut start(&subject, recipe, LAB, 1), &subject, &engine, TailMode::Incremental);
        assert_eq!(report.sweep.fallback.is_none(), report.sweep.mode == TailMode::Incremental);
        assert_eq!(report.steps.len(), report.ranking.channels.len() + 1);
        assert_eq!(report.steps[0].score.clean, Count { hits: 150, images: 150 });
        for step in &report.steps {
            let channels = report.channels(step.pruned);
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
fn workers_add_up_to_the_whole() {
    let model = Model::parse(&support::small_deepid(4)).unwrap();
    let subject = subject(&model);
    let (events, whole) = by_tract(&subject, Recipe::LAB, LAB);
    for workers in [2, 3, 5, 100] {
        let mut run = start(&subject, Recipe::LAB, LAB, workers);
        // The smallest set has 65 images: five chunks of 16.
        assert_eq!(run.workers(), workers.min(5));
        let engine = TractEngine::new(subject.network.clone());
        let (told, report) = drive(&mut run, &subject, &engine, TailMode::Incremental);
        assert_eq!(report, whole);
        let but_progress = |events: &[Event]| -> Vec<Event> {
            events.iter().filter(|event| !matches!(event, Event::Features { .. })).cloned().collect()
        };
        assert_eq!(but_progress(&told), but_progress(&events));
    }
}

#[test]
fn a_worker_that_was_lost_is_replaced_by_another() {
    let model = Model::parse(&support::small_deepid(4)).unwrap();
    let subject = subject(&model);
    let (_, wanted) = by_tract(&subject, Recipe::LAB, LAB);
    let mut run = start(&subject, Recipe::LAB, LAB, 2);
    let engine = TractEngine::new(subject.network.clone());
    let hired = |run: &Run, index| worker(run, index, &subject, engine.clone(), TailMode::Incremental);
    let mut workers = [hired(&run, 0), hired(&run, 1)];
    while let Some(task) = run.task().cloned() {
        for index in 0..2 {
            workers[index].begin(&task);
            let mut told = 0;
            while let Some(update) = pollster::block_on(workers[index].advance()).unwrap() {
                run.take(index, update);
                told += 1;
                if told == 5 && index == 1 {
                    workers[1] = hired(&run, 1);
                    workers[1].begin(&task);
                }
            }
        }
    }
    assert_eq!(pruned(&run), wanted);
}

#[test]
fn repaired_models_and_goodnet_are_scored_on_the_test_images() {
    let mut compared = 0;
    for seed in 1..=6 {
        let model = Model::parse(&support::small_deepid(seed)).unwrap();
        let subject = subject(&model);
        let images = &subject.images;
        let (_, report) = by_tract(&subject, Recipe::LAB, "1, 5, 20");
        let answers = |file: &[u8]| [&images.test, &images.poisoned_test].map(|set| oracle(file, set));
        let b = answers(model.bytes());
        assert_eq!(report.baseline.score.clean, count(&b[0], &images.test));
        assert_eq!(report.baseline.score.asr, count(&b[1], &images.poisoned_test));
        for row in &report.repaired {
            let Some(pruned) = row.model.pruned else { continue };
            let b_prime = answers(&model.edited(&Edit::pruned("conv_3", report.channels(pruned), Bias::Zero)).unwrap());
            assert_eq!(row.model.clean, count(&b_prime[0], &images.test).percent());
            assert_eq!(row.model.asr, count(&b_prime[1], &images.poisoned_test).percent());
            // G as the assignment defines it: where B and B' disagree, the answer is class N.
            let backdoored = Decision { label: support::CLASSES as u32, rival: None };
            let g = [0, 1].map(|set| -> Vec<Decision> {
                let pairs = b[set].iter().zip(&b_prime[set]);
                pairs.map(|(b, b_prime)| if b.label == b_prime.label { *b } else { backdoored }).collect()
            });
            let GoodNetScore(goodnet) = row.model.goodnet.unwrap();
            assert_eq!(goodnet.clean, count(&g[0], &images.test));
            assert_eq!(goodnet.asr, count(&g[1], &images.poisoned_test));
            let refused = g.map(|answers| answers.iter().filter(|answer| **answer == backdoored).count());
            assert_eq!([goodnet.clean_refused.hits, goodnet.poisoned_refused.hits], refused);
            compared += 1;
        }
    }
    assert!(compared >= 6, "{compared} repaired models");
}

#[test]
fn what_asr_does_not_tell_is_what_the_edited_files_answer() {
    for seed in 1..=4 {
        let model = Model::parse(&support::small_deepid(seed)).unwrap();
        let mut subject = subject(&model);
        // Each poisoned image is a clean one with a corner painted over, and its true label is known.
        let clean = &subject.images.test;
        let mut pixels = clean.pixels(0..clean.len()).to_vec();
        let size = clean.shape().iter().product::<usize>();
        pixels.chunks_exact_mut(size).for_each(|image| image[..size / 8].fill(255));
        let poisoned = ImageSet::new("poisoned test", clean.shape(), pixels, vec![0; clean.len()]).unwrap();
        subject.images.poisoned_test = Arc::new(poisoned);
        let (_, report) = by_tract(&subject, Recipe::LAB, "1, 5, 20");
        let images = &subject.images;
        let networks = report.repaired.iter().filter_map(|row| Some((row.model.pruned?, &row.model.robustness)));
        for (pruned, known) in networks.chain([(0, &report.baseline.robustness)]) {
            let file = model.edited(&Edit::pruned("conv_3", report.channels(pruned), Bias::Zero)).unwrap();
            let [clean, poisoned] = [&images.test, &images.poisoned_test].map(|set| oracle(&file, set));
            let share = |hits: usize, of: usize| (of > 0).then(|| 100.0 * hits as f64 / of as f64);
            let labels = images.test.labels();
            let true_label = |image: &usize| labels[*image] == poisoned[*image].label;
            let others: Vec<usize> = (0..labels.len()).filter(|&image| labels[image] != 0).collect();
            assert_eq!(known.recovered, share(others.iter().filter(|image| true_label(image)).count(), others.len()));
            let own: Vec<usize> = (0..labels.len()).filter(|&image| labels[image] == 0).collect();
            let recalled = own.iter().filter(|&&image| clean[image].label == 0).count();
            assert_eq!(known.target_recall, share(recalled, own.len()));
            let counts = (0..support::CLASSES as u32)
                .map(|class| poisoned.iter().filter(|answer| answer.label == class).count());
            let largest = known.largest_share.unwrap();
            let counts: Vec<usize> = counts.collect();
            assert_eq!(Some(largest.percent), share(*counts.iter().max().unwrap(), labels.len()));
            assert_eq!(Some(counts[largest.label as usize]), counts.iter().max().copied());
        }
    }
}

#[test]
fn true_labels_of_images_of_their_own_are_not_known() {
    let model = Model::parse(&support::small_deepid(1)).unwrap();
    let (_, report) = by_tract(&subject(&model), Recipe::LAB, "2");
    assert_eq!(report.baseline.robustness.recovered, None);
}

#[test]
fn events_come_in_order() {
    let model = Model::parse(&support::small_deepid(1)).unwrap();
    let (events, report) = by_tract(&subject(&model), Recipe::LAB, "2, 4");
    let told: Vec<String> = events
        .iter()
        .filter_map(|event| match event {
            Event::Features { set, done, total } => (done == total).then(|| format!("{set:?} {total}")),
            Event::Ranked(ranking) => Some(format!("ranked {}", ranking.channels.len())),
            Event::Step(step) => Some(format!("step {}", step.pruned)),
            Event::Baseline { repaired, .. } => Some(format!("baseline of {repaired}")),
            Event::Repaired(row) => Some(format!("repaired {}", row.threshold)),
        })
        .collect();
    let mut wanted = vec!["Validation 150".to_owned(), "ranked 10".into(), "PoisonedValidation 70".into()];
    wanted.extend((0..=10).map(|step| format!("step {step}")));
    wanted.extend(["Test 90", "PoisonedTest 65", "baseline of 2", "repaired 2", "repaired 4"].map(String::from));
    assert_eq!(told, wanted);
    let models = if report.repaired[0].model == report.repaired[1].model { 1 } else { 2 };
    assert_eq!(report.decisions, 11 * 220 + (1 + models) * 155, "every network's answers are counted once");
}

#[test]
fn thresholds_may_share_a_step_or_never_be_met() {
    let model = Model::parse(&support::small_deepid(3)).unwrap();
    let (_, report) = by_tract(&subject(&model), Recipe::LAB, "0.001, 0.002, 99.9");
    let rows = &report.repaired;
    assert!(rows[0].model.pruned.is_some());
    assert_eq!(rows[0].model, rows[1].model);
    assert_eq!(rows[2].model.pruned, None);
    let outcome = Outcome::Pruning(report.clone());
    assert_eq!((outcome.edit(99.9), outcome.edit(0.001) == outcome.edit(0.002)), (None, true));
    let json = serde_json::to_value(&rows[2]).unwrap();
    let wanted = serde_json::json!({"threshold": 99.9, "pruned": null, "clean": null, "asr": null, "recovered": null,
        "targetRecall": null, "largestShare": null, "goodnet": null});
    assert_eq!(json, wanted);
}

/// Fails at some batches, counted over all its copies.
#[derive(Clone)]
struct Flaky(TractEngine, Rc<Cell<usize>>);

impl Engine for Flaky {
    fn name(&self) -> &'static str {
        "flaky"
    }

    fn batch(&self) -> usize {
        17
    }

    async fn features(&mut self, images: &[u8]) -> Result<FeatureBatch> {
        self.1.set(self.1.get() + 1);
        if [1, 6, 18, 29, 36].contains(&self.1.get()) {
            return Err(Error::Engine { engine: "flaky", reason: "pulled the plug".into() });
        }
        self.0.features(images).await
    }
}

#[test]
fn where_an_engine_failed_another_worker_begins_the_task_anew_and_nothing_is_lost() {
    let model = Model::parse(&support::small_deepid(2)).unwrap();
    let subject = subject(&model);
    let (_, wanted) = by_tract(&subject, Recipe::REPORT, LAB);
    let mut torn = start(&subject, Recipe::REPORT, LAB, 1);
    let engine = Flaky(TractEngine::new(subject.network.clone()), Rc::default());
    let hired = |run: &Run| worker(run, 0, &subject, engine.clone(), TailMode::Incremental);
    let (mut worker, mut failures) = (hired(&torn), 0);
    while let Some(task) = torn.task().cloned() {
        worker.begin(&task);
        loop {
            match pollster::block_on(worker.advance()) {
                Ok(Some(update)) => drop(torn.take(0, update)),
                Ok(None) => break,
                Err(error @ Error::Engine { .. }) => {
                    assert_eq!(pollster::block_on(worker.advance()), Err(error), "what failed stays so");
                    failures += 1;
                    worker = hired(&torn);
                    worker.begin(&task);
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    assert_eq!(failures, 5);
    assert_eq!(pruned(&torn), wanted);
}

#[test]
fn who_has_only_clean_validation_images_gets_figures_on_these() {
    let model = Model::parse(&support::small_deepid(2)).unwrap();
    let whole = subject(&model);
    let all = &whole.images;
    let nobody = Arc::new(ImageSet::none("poisoned validation", support::SHAPE));
    let images = Images::untested(all.validation.clone(), nobody);
    assert_eq!((images.target(), all.target()), (None, Some(0)));
    let alone = whole.with_images(images);
    for mode in [TailMode::Incremental, TailMode::Full] {
        for workers in [1, 3] {
            let [report, wanted] = [&alone, &whole].map(|subject| {
                let mut run = Run::new(subject, &options(Recipe::LAB, LAB), mode, workers).unwrap();
                assert_eq!(run.workers(), workers);
                drive(&mut run, subject, &TractEngine::new(subject.network.clone()), mode).1
            });
            assert_eq!(report.ranking, wanted.ranking);
            assert_eq!((report.scored_on, wanted.scored_on), (Split::Validation, Split::Test));
            assert_eq!(report.baseline.score, report.steps[0].score);
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
    let empty = whole.with_images(Images::untested(nothing.clone(), nothing));
    let error = Run::new(&empty, &options(Recipe::LAB, LAB), TailMode::Full, 1).unwrap_err();
    assert_eq!(error, Error::NoImages { set: "validation".into() });
}

#[test]
fn images_that_do_not_fit_are_refused() {
    let subject = subject(&Model::parse(&support::small_deepid(1)).unwrap());
    let images = &subject.images;
    let refused = |images: Images, options: &Options| {
        Run::new(&subject.with_images(images), options, TailMode::Incremental, 1).unwrap_err()
    };
    let strangers = Images { test: support::images("test", 1, 5, |index| index as u32 * 3), ..images.clone() };
    let error = refused(strangers, &options(Recipe::LAB, LAB));
    assert_eq!(error, Error::LabelRange { set: "test".into(), index: 3, label: 9, classes: 7 });
    let tall = Arc::new(ImageSet::new("validation", [3, 15, 12], vec![0; 540], vec![0]).unwrap());
    let error = refused(Images { validation: tall, ..images.clone() }, &options(Recipe::LAB, LAB));
    assert_eq!(error.report().kind, "image-shape");
    let nothing = PruningOptions { thresholds: Thresholds(vec![]), ..PruningOptions::default() };
    assert_eq!(refused(images.clone(), &Options::Pruning(nothing)).report().kind, "option");
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
    let reports = [0, 1].map(|_| serde_json::to_string(&by_tract(&subject(&model), Recipe::LAB, LAB).1).unwrap());
    assert_eq!(reports[0], reports[1]);
    assert_eq!(serde_json::to_value(Split::PoisonedTest).unwrap(), "poisonedTest");
}
