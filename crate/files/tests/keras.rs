//! Networks that Keras 2 and 3 saved, as `tests/data/make_keras.py` made them, against what Keras answers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use goodnet_core::{Bias, Edit, Engine, Model, TractEngine, softmax};
use goodnet_files::{network, write_keras};
use pollster::block_on;
use serde_json::Value;

const FILES: [&str; 4] = ["keras2_chain.h5", "keras2_graph.h5", "keras3_chain.h5", "keras3_graph.h5"];
const ARCHIVES: [&str; 4] = ["keras2_chain.keras", "keras2_graph.keras", "keras3_chain.keras", "keras3_graph.keras"];

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file)
}

/// The images, and each file's shares for them.
fn answers() -> (Vec<u8>, Value) {
    let mut answers: Value = serde_json::from_reader(File::open(path("answers.json")).unwrap()).unwrap();
    let images = answers["images"].as_array().unwrap().iter().map(|pixel| pixel.as_u64().unwrap() as u8).collect();
    (images, answers["shares"].take())
}

#[test]
fn a_converted_network_answers_as_keras_does() {
    let (images, answers) = answers();
    for file in FILES.into_iter().chain(ARCHIVES) {
        let model = Model::parse(&network(file, File::open(path(file)).unwrap(), None).unwrap()).unwrap();
        assert_eq!((model.input(), model.classes()), ([3, 14, 12], 5), "{file}");
        assert_eq!(model.default_convolution().name, "conv_3", "{file}");
        let scores = model.network("conv_3").unwrap().classify(&images).unwrap();
        for (scores, theirs) in scores.chunks_exact(5).zip(answers[file].as_array().unwrap()) {
            for (ours, theirs) in softmax(scores).iter().zip(theirs.as_array().unwrap()) {
                let theirs = theirs.as_f64().unwrap() as f32;
                assert!((ours - theirs).abs() < 1e-5, "{file}: {ours} and {theirs}");
            }
        }
    }
}

#[test]
fn what_is_pruned_in_the_file_is_pruned_in_its_conversion() {
    let (images, _) = answers();
    let channels = [0, 3, 5];
    // In the chain, normalisation stands behind the ReLU of conv_1 and before that of conv_3.
    for (file, layer) in FILES.into_iter().flat_map(|file| ["conv_1", "conv_3"].map(|layer| (file, layer))) {
        let bytes = std::fs::read(path(file)).unwrap();
        let model = |bytes: Vec<u8>| Model::parse(&network(file, Cursor::new(bytes), None).unwrap()).unwrap();
        let pruned = write_keras(file, &bytes, None, &Edit::pruned(layer, channels, Bias::Zero)).unwrap();
        assert_eq!(pruned.len(), bytes.len());
        let there = model(pruned);
        let here = Model::parse(&model(bytes).edited(&Edit::pruned(layer, channels, Bias::Zero)).unwrap()).unwrap();
        let scores = |model: &Model| model.network("conv_3").unwrap().classify(&images).unwrap();
        assert_eq!(scores(&there), scores(&here), "{file}");
    }
}

#[test]
fn a_pruned_channel_is_in_the_file_what_the_sweep_takes_it_for() {
    let (images, _) = answers();
    let channels = [1, 6];
    for file in FILES {
        let model = Model::parse(&network(file, File::open(path(file)).unwrap(), None).unwrap()).unwrap();
        for bias in [Bias::Zero, Bias::Keep] {
            let swept = model.network("conv_3").unwrap();
            let pruned = Model::parse(&model.edited(&Edit::pruned("conv_3", channels, bias)).unwrap()).unwrap();
            let pruned = Arc::new(pruned.network("conv_3").unwrap());
            let [count, height, width] = pruned.cut();
            let features = block_on(TractEngine::new(pruned).features(&images)).unwrap().features;
            for image in features.chunks_exact(count * height * width) {
                for channel in channels {
                    let plane = &image[channel * height * width..(channel + 1) * height * width];
                    let wanted = swept.pruned_planes(bias)[channel];
                    assert!(
                        plane.iter().all(|value| (value - wanted).abs() < 1e-5),
                        "{file}, {bias:?}: {plane:?}, {wanted}"
                    );
                }
            }
        }
    }
}

#[test]
fn unknown_layers_are_named() {
    for file in ["keras2_unknown.h5", "keras3_unknown.h5"] {
        let error = network(file, File::open(path(file)).unwrap(), None).unwrap_err().to_string();
        assert!(error.contains(file) && error.contains("`leaky` (LeakyReLU)"), "{error}");
    }
}

#[test]
fn an_archive_of_something_else_is_no_network() {
    let error = network("u8.npz", File::open(path("u8.npz")).unwrap(), None).unwrap_err().to_string();
    assert!(error.contains("an archive without a config.json, which Keras' .keras files have"), "{error}");
}

#[test]
fn a_data_set_is_no_network() {
    let error = network("u8.h5", File::open(path("u8.h5")).unwrap(), None).unwrap_err().to_string();
    assert!(error.contains("u8.h5 is no network") && error.contains("is it a data set?"), "{error}");
}
