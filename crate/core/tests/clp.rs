//! CLP against its oracle: each edited network written to a file, parsed anew and run whole by tract.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use goodnet_core::{
    ClpOptions, ClpOutcome, Count, Edit, Event, GoodNetScore, ImageSet, Model, Options, Outcome, Run, Subject,
    TailMode, top_class,
};

fn subject(bytes: &[u8]) -> Subject {
    let model = Model::parse(bytes).unwrap();
    let network = Arc::new(model.network(&model.default_convolution().name).unwrap());
    let images = support::lab(&network);
    Subject { model: Arc::new(model), network, images }
}

/// Runs CLP with some workers, one after the other.
fn clp(subject: &Subject, u: &[f64], workers: usize) -> (Vec<Event>, ClpOutcome) {
    let options = Options::Clp(ClpOptions { u: u.to_vec() });
    match support::defend(subject, &options, workers) {
        (events, Outcome::Clp(outcome)) => (events, outcome),
        (_, other) => panic!("{other:?}"),
    }
}

/// What a network in a file answers for a set.
fn answers(bytes: &[u8], set: &ImageSet) -> Vec<u32> {
    let model = Model::parse(bytes).unwrap();
    let network = model.network(&model.default_convolution().name).unwrap();
    let scores = network.classify(set.pixels(0..set.len())).unwrap();
    scores.chunks_exact(network.classes()).map(|scores| top_class(scores).0).collect()
}

fn hits(answers: &[u32], set: &ImageSet) -> Count {
    let hits = answers.iter().zip(set.labels()).filter(|(answer, label)| answer == label).count();
    Count { hits, images: set.len() }
}

#[test]
fn figures_are_those_of_the_edited_files() {
    let mut edited = 0;
    let graphs = [support::small_deepid as fn(u64) -> Vec<u8>, support::small_sigmoid, support::small_residual];
    for (graph, seed) in graphs.into_iter().flat_map(|graph| (1..=3).map(move |seed| (graph, seed))) {
        let subject = subject(&graph(seed));
        let sets = [&subject.images.test, &subject.images.poisoned_test];
        let (_, outcome) = clp(&subject, &[0.5, 1.0, 9.0], 1);
        let b = sets.map(|set| answers(subject.model.bytes(), set));
        assert_eq!(outcome.baseline.score.clean, hits(&b[0], sets[0]));
        assert_eq!(outcome.baseline.score.asr, hits(&b[1], sets[1]));
        for row in &outcome.repaired {
            let file = subject.model.edited(&row.edit).unwrap();
            let b_prime = sets.map(|set| answers(&file, set));
            let model = &row.repaired.model;
            assert_eq!(model.clean, hits(&b_prime[0], sets[0]).percent());
            assert_eq!(model.asr, hits(&b_prime[1], sets[1]).percent());
            // Class N, where they disagree, is nobody's label.
            let nobody = support::CLASSES;
            let goodnet = [0, 1].map(|set| -> Count {
                let both = b[set].iter().zip(&b_prime[set]);
                let agreed: Vec<u32> = both.map(|(b, new)| if b == new { *b } else { nobody as u32 }).collect();
                hits(&agreed, sets[set])
            });
            let GoodNetScore(told) = model.goodnet.unwrap();
            assert_eq!([told.clean, told.asr], goodnet);
            let off: usize = row.edit.channels.iter().map(|off| off.channels.len()).sum();
            assert_eq!(model.pruned, Some(off));
            edited += usize::from(off > 0);
        }
        let last = &outcome.repaired[2];
        assert_eq!((&last.edit, last.repaired.model.clean), (&Edit::default(), outcome.baseline.score.clean.percent()));
    }
    assert!(edited >= 12, "{edited} networks were edited");
}

#[test]
fn any_number_of_workers_finds_the_same_and_nothing_but_weights_decides() {
    let subject = subject(&support::small_deepid(3));
    let (events, whole) = clp(&subject, &[1.0, 0.5, 1.0], 1);
    assert_eq!(whole.repaired.iter().map(|row| row.repaired.threshold).collect::<Vec<_>>(), [0.5, 1.0]);
    for workers in [2, 5] {
        assert_eq!(clp(&subject, &[0.5, 1.0], workers), (events.clone(), whole.clone()));
    }
    let others = subject.with_images(support::lab(&subject.network));
    let few = others.with_images(goodnet_core::Images::untested(
        Arc::new(others.images.test.part(0..20)),
        Arc::new(others.images.poisoned_test.part(0..20)),
    ));
    let edits = |outcome: &ClpOutcome| outcome.repaired.iter().map(|row| row.edit.clone()).collect::<Vec<_>>();
    assert_eq!(edits(&clp(&few, &[0.5, 1.0], 1).1), edits(&whole));
}

#[test]
fn thresholds_that_are_no_numbers_are_refused() {
    let subject = subject(&support::small_deepid(3));
    for u in [vec![], vec![f64::NAN], vec![2.0, f64::INFINITY]] {
        let error = Run::new(&subject, &Options::Clp(ClpOptions { u }), TailMode::Incremental, 1).unwrap_err();
        assert!(error.to_string().starts_with("u cannot be"), "{error}");
    }
}
