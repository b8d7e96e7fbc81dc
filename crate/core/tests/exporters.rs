//! ONNX files of other tools' exporters, as the scripts in `exporters/` made them, against what the networks answer there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use goodnet_core::{Bias, Edit, Engine, Model, Network, SimdEngine, TractEngine, softmax};
use pollster::block_on;
use serde_json::Value;

/// A file, its prunable convolutions (the last one is the default), and whether the simd engine runs what is before the default.
type Exported = (&'static str, [&'static str; 2], bool);

const TENSORFLOW: [Exported; 5] = [
    ("tf2onnx_deepid.onnx", ["model/conv_1/BiasAdd", "model/conv_3/BiasAdd"], true),
    ("tf2onnx_nchw.onnx", ["model_1/conv_1/BiasAdd", "model_1/conv_3/BiasAdd"], true),
    ("tf2onnx_norm.onnx", ["sequential/conv_1/Conv2D", "sequential/conv_2/BiasAdd"], false),
    ("keras3_deepid.onnx", ["functional_1/conv_1_1/BiasAdd", "functional_1/conv_3_1/BiasAdd"], true),
    ("keras3_norm.onnx", ["Conv__210", "sequential_1/conv_2_1/BiasAdd"], false),
];

const TORCH: [Exported; 6] = [
    ("torch_norm.onnx", ["/conv1/Conv", "/conv2/Conv"], true),
    ("torch_norm_unfolded.onnx", ["/conv1/Conv", "/conv2/Conv"], true),
    ("torch_weights_as_nodes.onnx", ["/conv1/Conv", "/conv2/Conv"], true),
    ("torch_deepid.onnx", ["/conv_1/Conv", "/conv_3/Conv"], true),
    ("torch_dynamo_deepid.onnx", ["node_conv2d", "node_conv2d_1"], true),
    ("torch_dynamo_norm.onnx", ["node_Conv_27", "node_Conv_29"], true),
];

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exporters").join(file)
}

fn model(file: &str) -> Model {
    Model::parse(&std::fs::read(path(file)).unwrap()).unwrap()
}

/// The files of each script, and what it noted: images, and each file's shares for them.
fn all() -> impl Iterator<Item = (&'static [Exported], Vec<u8>, Value)> {
    [("tensorflow.json", TENSORFLOW.as_slice()), ("torch.json", TORCH.as_slice())].into_iter().map(|(json, files)| {
        let mut noted: Value = serde_json::from_slice(&std::fs::read(path(json)).unwrap()).unwrap();
        let images = noted["images"].as_array().unwrap().iter().map(|pixel| pixel.as_u64().unwrap() as u8).collect();
        (files, images, noted["shares"].take())
    })
}

fn features(mut engine: impl Engine, images: &[u8]) -> Vec<f32> {
    block_on(engine.features(images)).unwrap().features
}

fn assert_close(ours: &[f32], theirs: &[f32], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let scale = theirs.iter().fold(1.0_f32, |scale, value| scale.max(value.abs()));
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert!((ours - theirs).abs() <= 1e-5 * scale, "{what}: {ours} and {theirs}");
    }
}

#[test]
fn files_answer_as_their_tools_do() {
    for (files, images, answers) in all() {
        for (file, convolutions, _) in files {
            let model = model(file);
            assert_eq!((model.input(), model.classes()), ([3, 12, 10], 5), "{file}");
            let names: Vec<&str> = model.convolutions().iter().map(|convolution| convolution.name.as_str()).collect();
            assert_eq!(names, convolutions, "{file}");
            assert_eq!(model.default_convolution().name, convolutions[1], "{file}");
            for convolution in convolutions {
                let scores = model.network(convolution).unwrap().classify(&images).unwrap();
                let rows: Vec<f32> = scores.chunks_exact(5).flat_map(softmax).collect();
                let theirs: Vec<f32> = (answers[file].as_array().unwrap().iter())
                    .flat_map(|row| row.as_array().unwrap().iter().map(|share| share.as_f64().unwrap() as f32))
                    .collect();
                assert_close(&rows, &theirs, file);
            }
        }
    }
}

#[test]
fn a_softmax_at_the_end_is_seen_through() {
    let images = support::images_of([3, 12, 10], "test", 1, 40, |_| 0);
    for (files, ..) in all() {
        for (file, [_, convolution], _) in files {
            let scores = model(file).network(convolution).unwrap().classify(images.pixels(0..40)).unwrap();
            assert!(scores.iter().any(|&score| score > 1.0), "{file} answers with shares: {scores:?}");
        }
    }
}

#[test]
fn the_simd_engine_runs_what_is_before_a_convolution() {
    for (files, images, _) in all() {
        for (file, convolutions, whole) in files {
            for (convolution, runs) in convolutions.iter().zip([true, *whole]) {
                let network = Arc::new(model(file).network(convolution).unwrap());
                match network.stages() {
                    Ok(stages) => {
                        let ours = features(SimdEngine::new(stages), &images);
                        assert_close(&ours, &features(TractEngine::new(network.clone()), &images), file);
                    }
                    Err(error) => assert!(!runs, "{file}, {convolution}: {error}"),
                }
            }
            let network: Network = model(file).network(convolutions[1]).unwrap();
            assert!(network.is_affine(), "{file}: {:?}", network.tail().err());
        }
    }
}

#[test]
fn a_pruned_channel_is_in_the_file_what_the_sweep_takes_it_for() {
    for (files, images, _) in all() {
        for (file, convolution) in files.iter().flat_map(|(file, names, _)| names.map(|name| (file, name))) {
            let model = model(file);
            for bias in [Bias::Zero, Bias::Keep] {
                let swept = model.network(convolution).unwrap();
                let repaired = Model::parse(&model.edited(&Edit::pruned(convolution, [0, 3], bias)).unwrap()).unwrap();
                let repaired = Arc::new(repaired.network(convolution).unwrap());
                let [channels, height, width] = repaired.cut();
                let before = features(TractEngine::new(Arc::new(model.network(convolution).unwrap())), &images);
                let mut wanted = before.clone();
                for image in wanted.chunks_exact_mut(channels * height * width) {
                    for channel in [0, 3] {
                        let constant = swept.pruned_planes(bias)[channel];
                        image[channel * height * width..][..height * width].fill(constant);
                        assert!(bias == Bias::Keep || constant == 0.0, "{file}: a silent channel has {constant}");
                    }
                }
                assert_ne!(before, wanted);
                assert_close(&features(TractEngine::new(repaired), &images), &wanted, file);
            }
        }
    }
}

#[test]
fn weights_in_another_file_are_refused_with_what_to_do() {
    let error = Model::parse(&std::fs::read(path("torch_external.onnx")).unwrap()).unwrap_err().to_string();
    assert!(error.contains("lies in another file, torch_external.onnx.data"), "{error}");
    assert!(error.contains("external_data=False"), "{error}");
}

#[test]
fn every_unknown_operation_is_named() {
    let mut net = support::Builder::new(1, [3, 6, 6]);
    net.conv("conv", "image", [4, 3, 3, 3], 1.0).node("Blend", "first", &["conv:0"], vec![]);
    net.node("Warp", "second", &["first:0"], vec![]);
    let error = Model::parse(&net.dense("output", "second:0", [64, 5]).finish("output", 5)).unwrap_err().to_string();
    assert!(error.contains("`first` (Blend), `second` (Warp)"), "{error}");
}
