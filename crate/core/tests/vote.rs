//! The vote of the channels, against the same network run whole by tract.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use goodnet_core::{
    DetectOptions, DetectOutcome, Images, Model, Processor, ProcessorEngine, Scan, Subject, TailMode, VoteOptions,
    VoteOutcome, Worker,
};
use pollster::block_on;

fn subject(bytes: &[u8]) -> Subject {
    let model = Model::parse(bytes).unwrap();
    let network = Arc::new(model.network(&model.default_convolution().name).unwrap());
    let images = support::lab(&network);
    Subject { model: Arc::new(model), network, images }
}

fn vote(subject: &Subject, options: &VoteOptions, mode: TailMode, workers: usize) -> VoteOutcome {
    let mut scan = Scan::new(subject, &DetectOptions::Vote(options.clone()), mode, workers).unwrap();
    let worker = |index: usize| {
        let subject = subject.with_images(scan.images(index));
        let (engine, _) = ProcessorEngine::new(&subject.network, mode);
        Worker::new(Processor::new(engine, &subject, mode), subject, mode)
    };
    let mut workers: Vec<_> = (0..scan.workers()).map(worker).collect();
    while let Some(task) = scan.task().cloned() {
        for (index, worker) in workers.iter_mut().enumerate() {
            worker.begin(&task);
            while let Some(update) = block_on(worker.advance()).unwrap() {
                scan.take(index, update);
            }
        }
    }
    match scan.outcome().unwrap() {
        DetectOutcome::Vote(outcome) => outcome,
    }
}

#[test]
fn the_votes_are_those_of_the_whole_graph_and_of_any_number_of_workers() {
    let mut votes = 0;
    let graphs = [
        support::small_deepid as fn(u64) -> Vec<u8>,
        support::small_plain,
        support::small_residual,
        support::small_sigmoid,
    ];
    for (graph, seed) in graphs.into_iter().flat_map(|graph| (1..=3).map(move |seed| (graph, seed))) {
        let subject = subject(&graph(seed));
        for images in [40, 1000] {
            let options = VoteOptions { images, ..VoteOptions::default() };
            let whole = vote(&subject, &options, TailMode::Full, 1);
            assert_eq!(whole.images, images.min(150));
            assert_eq!(whole.runs, subject.network.cut()[0] * options.shares.len());
            assert!(whole.votes.is_sorted_by(|a, b| a.votes >= b.votes), "{whole:?}");
            for workers in [1, 2, 3] {
                assert_eq!(vote(&subject, &options, TailMode::Incremental, workers), whole);
            }
            votes += whole.votes.iter().map(|votes| votes.votes).sum::<usize>();
        }
    }
    assert!(votes > 100, "{votes} votes");
}

#[test]
fn nothing_but_clean_validation_images_is_looked_at_and_not_their_labels() {
    let subject = subject(&support::small_deepid(2));
    let options = VoteOptions::default();
    let wanted = vote(&subject, &options, TailMode::Incremental, 1);
    let Images { validation, test, .. } = &subject.images;
    let nobody = vec![0; validation.len()];
    let pixels = validation.pixels(0..validation.len()).to_vec();
    let relabelled = goodnet_core::ImageSet::new("validation", validation.shape(), pixels, nobody).unwrap();
    let images = Images {
        validation: Arc::new(relabelled),
        poisoned_validation: Arc::clone(test),
        test: Arc::clone(&subject.images.poisoned_test),
        poisoned_test: Arc::clone(test),
    };
    assert_eq!(vote(&subject.with_images(images), &options, TailMode::Incremental, 1), wanted);
}

#[test]
fn options_that_make_no_sense_are_refused_with_a_sentence() {
    let subject = subject(&support::small_deepid(1));
    let refused = |images, shares: &[f32]| {
        let options = DetectOptions::Vote(VoteOptions { images, shares: shares.to_vec() });
        Scan::new(&subject, &options, TailMode::Incremental, 1).unwrap_err().to_string()
    };
    assert_eq!(refused(0, &[1.0]), "the number of images cannot be 0: it must be one at least");
    for shares in [&[][..], &[0.0], &[1.0, f32::NAN], &[200.0]] {
        assert!(refused(64, shares).starts_with("the shares cannot be"), "{shares:?}");
    }
}
