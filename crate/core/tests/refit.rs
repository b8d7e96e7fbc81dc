//! Refits against their oracle: each edited network written to a file, parsed anew and run whole by tract.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use goodnet_core::{
    Count, Edit, Event, ImageSet, Images, Model, Options, Outcome, RefitOptions, RefitOutcome, Run, Subject, TailMode,
    top_class,
};

fn subject(bytes: &[u8]) -> Subject {
    let model = Model::parse(bytes).unwrap();
    let network = Arc::new(model.network(&model.default_convolution().name).unwrap());
    let mut images = support::lab(&network);
    // Each class has an image: what random weights answer leaves some without.
    let labels: Vec<u32> = (0..images.validation.len()).map(|image| (image % network.classes()) as u32).collect();
    images.validation = Arc::new(relabelled(&images.validation, labels));
    Subject { model: Arc::new(model), network, images }
}

fn relabelled(set: &ImageSet, labels: Vec<u32>) -> ImageSet {
    ImageSet::new(set.name().to_owned(), set.shape(), set.pixels(0..set.len()).to_vec(), labels).unwrap()
}

fn options(ridge: &[f64]) -> Options {
    Options::Refit(RefitOptions { ridge: ridge.to_vec() })
}

fn refit(subject: &Subject, ridge: &[f64], workers: usize) -> (Vec<Event>, RefitOutcome) {
    match support::defend(subject, &options(ridge), workers) {
        (events, Outcome::Refit(outcome)) => (events, outcome),
        (_, other) => panic!("{other:?}"),
    }
}

fn hits(model: &Model, set: &ImageSet) -> Count {
    let network = model.network(&model.default_convolution().name).unwrap();
    let scores = network.classify(set.pixels(0..set.len())).unwrap();
    let answers = scores.chunks_exact(network.classes()).map(|scores| top_class(scores).0);
    Count { hits: answers.zip(set.labels()).filter(|(answer, label)| answer == *label).count(), images: set.len() }
}

/// The values of the tensor that a refit changed, of classes and inputs as the layer has them.
fn edited_names(edit: &Edit) -> Vec<&str> {
    edit.tensors.iter().map(|tensor| tensor.name.as_str()).collect()
}

#[test]
fn figures_are_those_of_the_edited_files_and_validation_images_are_told_apart() {
    let graphs = [
        support::small_deepid as fn(u64) -> Vec<u8>,
        support::small_sigmoid,
        support::small_residual,
        support::small_conv_and_norm,
        support::small_average,
    ];
    for (graph, seed) in graphs.into_iter().flat_map(|graph| (1..=2).map(move |seed| (graph, seed))) {
        let subject = subject(&graph(seed));
        let Images { validation, test, poisoned_test, .. } = &subject.images;
        let (_, outcome) = refit(&subject, &[0.01, 1.0], 1);
        assert_eq!((outcome.images, outcome.copies), (150, 0));
        assert_eq!(outcome.baseline.score.clean, hits(&subject.model, test));
        for (row, edit) in outcome.repaired.iter().zip(&outcome.edits) {
            assert_eq!(edited_names(edit), ["output/weight", "output/bias"]);
            let model = Model::parse(&subject.model.edited(edit).unwrap()).unwrap();
            assert_eq!(row.model.clean, hits(&model, test).percent());
            assert_eq!(row.model.asr, hits(&model, poisoned_test).percent());
            assert_eq!(row.model.pruned, Some(0));
            // The labels are as good as random, and still the layer is the one that tells these images apart best.
            let chance = 150 / support::CLASSES as usize;
            assert!(hits(&model, validation).hits > chance, "{row:?}");
        }
    }
}

#[test]
fn any_number_of_workers_finds_the_same_bytes_with_copies_and_without() {
    let many = subject(&support::small_deepid(3));
    let few =
        many.with_images(Images { validation: Arc::new(many.images.validation.part(0..17)), ..many.images.clone() });
    for (subject, copies) in [(many, 0), (few, 4)] {
        let (events, whole) = refit(&subject, &[0.3, 0.1, 0.3], 1);
        assert_eq!(whole.copies, copies);
        assert_eq!(whole.repaired.iter().map(|row| row.threshold).collect::<Vec<_>>(), [0.1, 0.3]);
        for workers in [2, 5] {
            let (told, found) = refit(&subject, &[0.1, 0.3], workers);
            assert_eq!(found, whole);
            let figures = |events: &[Event]| -> Vec<Event> {
                events.iter().filter(|event| !matches!(event, Event::Features { .. })).cloned().collect()
            };
            assert_eq!(figures(&told), figures(&events));
        }
    }
}

#[test]
fn nothing_but_clean_validation_images_decides() {
    let subject = subject(&support::small_deepid(4));
    let (_, whole) = refit(&subject, &[0.1], 1);
    let others = subject.with_images(Images {
        test: Arc::new(subject.images.test.part(0..30)),
        poisoned_validation: Arc::new(subject.images.poisoned_validation.part(0..1)),
        poisoned_test: Arc::new(subject.images.poisoned_test.part(0..1)),
        ..subject.images.clone()
    });
    assert_eq!(refit(&others, &[0.1], 1).1.edits, whole.edits);
}

#[test]
fn what_cannot_be_refitted_is_refused_with_a_sentence() {
    let refused = |subject: &Subject, ridge: &[f64]| {
        Run::new(subject, &options(ridge), TailMode::Incremental, 1).unwrap_err().to_string()
    };
    let good = subject(&support::small_deepid(3));
    for ridge in [&[][..], &[0.0], &[f64::NAN], &[1.0, 2000.0]] {
        assert!(refused(&good, ridge).starts_with("the ridge cannot be"), "{ridge:?}");
    }
    let labels = good.images.validation.labels().iter().map(|&label| if label == 2 { 3 } else { label }).collect();
    let missing = good.with_images(Images {
        validation: Arc::new(relabelled(&good.images.validation, labels)),
        ..good.images.clone()
    });
    assert!(refused(&missing, &[1.0]).starts_with("1 of the 7 classes have no clean validation image, class 2"));
}
