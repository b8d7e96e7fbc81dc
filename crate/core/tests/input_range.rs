//! Which numbers a network takes for pixels, where its answers tell it and where they do not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use goodnet_core::{Error, FoundInputRange, ImageSet, Images, Model, Scale, top_class};

/// Some images that the network gives the label that they have with both scales.
fn told_by_neither(model: &Model) -> Images {
    let network = model.network("conv_3").unwrap();
    let set = &support::lab(&network).validation;
    let all = set.pixels(0..set.len());
    let answers = |scale| -> Vec<u32> {
        let scores = network.classify_as(all, scale).unwrap();
        scores.chunks_exact(network.classes()).map(|scores| top_class(scores).0).collect()
    };
    let (bytes, unit) = (answers(Scale::Bytes), answers(Scale::Unit));
    let alike: Vec<usize> = (0..set.len()).filter(|&image| bytes[image] == unit[image]).take(2).collect();
    assert!(!alike.is_empty(), "there are some");
    let pixels = alike.iter().flat_map(|&image| set.pixels(image..image + 1)).copied().collect();
    let labels = alike.iter().map(|&image| bytes[image]).collect();
    let validation = Arc::new(ImageSet::new("validation", set.shape(), pixels, labels).unwrap());
    let none = Arc::new(ImageSet::none("poisoned validation", set.shape()));
    Images::untested(validation, none)
}

#[test]
fn a_tie_is_asked_about_unless_the_images_are_stored_as_shares() {
    let model = Model::parse(&support::small_deepid(1)).unwrap();
    let (network, images) = (model.network("conv_3").unwrap(), told_by_neither(&model));
    let error = FoundInputRange::find(&network, &images, Scale::Bytes).unwrap_err();
    assert!(matches!(error, Error::InputRange { .. }) && error.report().kind == "input-range", "{error}");
    assert!(error.to_string().ends_with("Say which numbers it was trained on"), "{error}");
    let found = FoundInputRange::find(&network, &images, Scale::Unit).unwrap();
    assert_eq!(found.scale, Scale::Unit);
    assert!(found.to_string().ends_with("so it is what the images are stored as"), "{found}");
}

#[test]
fn a_network_answers_the_images_that_it_was_trained_on_surely() {
    let model = Model::parse(&support::small_deepid(1)).unwrap();
    let network = model.network("conv_3").unwrap();
    // Random weights take whatever they are given: these labels are what they answer to bytes.
    let images = support::lab(&network);
    for stored in Scale::ALL {
        let found = FoundInputRange::find(&network, &images, stored).unwrap();
        assert_eq!(found.scale, Scale::Bytes, "{found}");
    }
}
