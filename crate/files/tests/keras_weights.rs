//! Files with weights alone, as `tests/data/make_keras.py` made them, read with the layers that Keras' `to_json` gives.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use goodnet_core::{Bias, Edit, Model, softmax};
use goodnet_files::{Architecture, Contents, Error, inspect, is_weights_alone, network, write_keras};
use hdf5_pure::FileBuilder;
use pollster::block_on;
use serde_json::Value;

/// Weights, and the JSON of their layers: Keras 2 before and after it had a second layout, and Keras 3.
const FILES: [(&str, &str); 6] = [
    ("keras2_chain_weights.h5", "keras2_chain.json"),
    ("keras2_graph_weights.h5", "keras2_graph.json"),
    ("keras2_chain.weights.h5", "keras2_chain.json"),
    ("keras2_graph.weights.h5", "keras2_graph.json"),
    ("keras3_chain.weights.h5", "keras3_chain.json"),
    ("keras3_graph.weights.h5", "keras3_graph.json"),
];

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file)
}

fn open(file: &str) -> File {
    File::open(path(file)).unwrap()
}

fn architecture(file: &str) -> Architecture {
    Architecture::read(file, open(file)).unwrap()
}

fn refusal(weights: &str, layers: &Architecture) -> String {
    network(weights, open(weights), Some(layers)).err().unwrap().to_string()
}

#[test]
fn weights_with_their_layers_answer_as_keras_does() {
    let answers: Value = serde_json::from_reader(open("answers.json")).unwrap();
    let images: Vec<u8> =
        answers["images"].as_array().unwrap().iter().map(|pixel| pixel.as_u64().unwrap() as u8).collect();
    for (file, json) in FILES {
        let model = Model::parse(&network(file, open(file), Some(&architecture(json))).unwrap()).unwrap();
        assert_eq!((model.input(), model.classes()), ([3, 14, 12], 5), "{file}");
        let scores = model.network("conv_3").unwrap().classify(&images).unwrap();
        for (scores, theirs) in scores.chunks_exact(5).zip(answers["shares"][file].as_array().unwrap()) {
            for (ours, theirs) in softmax(scores).iter().zip(theirs.as_array().unwrap()) {
                let theirs = theirs.as_f64().unwrap() as f32;
                assert!((ours - theirs).abs() < 1e-5, "{file}: {ours} and {theirs}");
            }
        }
    }
}

#[test]
fn a_repaired_network_goes_back_as_weights_with_zeros_in_them_and_nothing_else() {
    for (file, json) in FILES {
        let (bytes, layers) = (std::fs::read(path(file)).unwrap(), architecture(json));
        let pruned = write_keras(file, &bytes, Some(&layers), &Edit::pruned("conv_3", [0, 5], Bias::Zero)).unwrap();
        assert_eq!(pruned.len(), bytes.len());
        assert!(pruned.iter().zip(&bytes).all(|(new, old)| new == old || *new == 0), "{file}");
        let onnx = |bytes: &[u8]| network(file, Cursor::new(bytes.to_vec()), Some(&layers)).unwrap();
        let (there, here) = (Model::parse(&onnx(&pruned)).unwrap(), Model::parse(&onnx(&bytes)).unwrap());
        let here = Model::parse(&here.edited(&Edit::pruned("conv_3", [0, 5], Bias::Zero)).unwrap()).unwrap();
        let image = vec![200; 3 * 14 * 12];
        let scores = |model: &Model| model.network("conv_3").unwrap().classify(&image).unwrap();
        assert_eq!(scores(&there), scores(&here), "{file}");
    }
}

#[test]
fn weights_without_their_layers_say_how_to_get_them() {
    for (file, _) in FILES {
        let error = network(file, open(file), None).unwrap_err();
        assert!(matches!(error, Error::NoArchitecture { .. }) && error.report().kind == "no-architecture", "{error}");
        let error = error.to_string();
        assert!(
            error.starts_with(file) && error.contains("open(\"model.json\", \"w\").write(model.to_json())"),
            "{error}"
        );
        assert_eq!(block_on(inspect(file, open(file))), Ok(Contents::Weights));
        assert_eq!(is_weights_alone(file, open(file)), Ok(true));
    }
    assert_eq!(is_weights_alone("keras2_graph.h5", open("keras2_graph.h5")), Ok(false));
    assert_eq!(is_weights_alone("keras2_graph.keras", open("keras2_graph.keras")), Ok(false));
}

#[test]
fn the_layers_of_another_network_are_told_by_name_and_shape() {
    let json = |change: &dyn Fn(String) -> String| {
        let json = change(std::fs::read_to_string(path("keras2_graph.json")).unwrap());
        Architecture::read("model.json", json.as_bytes()).unwrap()
    };
    let renamed = json(&|json| json.replace("conv_4", "conv_9"));
    let wider = json(&|json| json.replacen("\"filters\": 8", "\"filters\": 12", 1));
    let unbiased = json(&|json| json.replacen("\"use_bias\": true", "\"use_bias\": false", 1));
    let cases = [
        (
            "keras2_graph_weights.h5",
            &renamed,
            "no weights for the layer `conv_9` (Conv2D) of model.json; there are some for conv_1, conv_3, fc_1,",
        ),
        (
            "keras2_graph_weights.h5",
            &wider,
            "its layer `conv_3` has a kernel of shape [3, 3, 6, 8], but model.json says [3, 3, any, 12]",
        ),
        (
            "keras2_graph.weights.h5",
            &wider,
            "its layer `conv_3` has a kernel of shape [3, 3, 6, 8], but model.json says [3, 3, any, 12]",
        ),
        ("keras2_graph_weights.h5", &unbiased, "its layer `conv_1` has a bias, but model.json gives it none"),
        (
            "keras2_chain_weights.h5",
            &architecture("keras2_graph.json"),
            "`conv_1` has a kernel of shape [3, 3, 3, 6], but keras2_graph.json says [4, 3, any, 6]",
        ),
        (
            "keras3_graph.weights.h5",
            &architecture("keras3_chain.json"),
            "`conv_1` has a kernel of shape [4, 3, 3, 6], but keras3_chain.json says [3, 3, any, 6]",
        ),
        ("keras3_chain.h5", &renamed, ""),
    ];
    for (weights, layers, sentence) in cases {
        if sentence.is_empty() {
            // A file that says what its layers are is believed.
            assert!(network(weights, open(weights), Some(layers)).is_ok());
            continue;
        }
        let error = refusal(weights, layers);
        assert!(error.contains(sentence) && error.contains("model.to_json()"), "{weights}: {error}");
    }
    let smaller = json(&|json| json.replace("[null, 14, 12, 3]", "[null, 14, 20, 3]"));
    let error = refusal("keras2_graph_weights.h5", &smaller);
    assert!(error.contains("`fc_1` (Dense) has weights of shape") && error.contains("but reads"), "{error}");
}

#[test]
fn a_json_is_known_as_a_networks_layers_and_is_no_network_alone() {
    for (_, json) in FILES {
        assert_eq!(block_on(inspect(json, open(json))), Ok(Contents::Architecture));
        let error = network(json, open(json), None).unwrap_err().to_string();
        assert!(error.contains(json) && error.contains("beside the weights"), "{error}");
    }
    let error = block_on(inspect("answers.json", open("answers.json"))).unwrap_err().to_string();
    assert!(error.contains("answers.json is no network") && error.contains("has no list of them"), "{error}");
}

/// The lab's network as Keras 3 saves weights: with layers that nobody gave names, and these in another order than they were made.
#[test]
fn deepid_is_known_by_its_shapes_where_names_say_nothing() {
    let layers: [(&str, &[u64]); 7] = [
        ("conv2d", &[4, 4, 3, 20]),
        ("conv2d_1", &[3, 3, 20, 40]),
        ("conv2d_2", &[3, 3, 40, 60]),
        ("conv2d_3", &[2, 2, 60, 80]),
        ("dense", &[1200, 160]),
        ("dense_1", &[960, 160]),
        ("dense_2", &[160, 7]),
    ];
    let file = |layers: &[(&str, &[u64])]| {
        let mut file = FileBuilder::new();
        let mut all = file.create_group("layers");
        for (name, shape) in layers {
            let mut layer = all.create_group(name);
            let mut vars = layer.create_group("vars");
            let (size, &width) = (shape.iter().product::<u64>() as usize, shape.last().unwrap());
            vars.create_dataset("0").with_f32_data(&vec![0.001; size]).with_shape(shape);
            vars.create_dataset("1").with_f32_data(&vec![0.0; width as usize]).with_shape(&[width]);
            let vars = vars.finish();
            layer.add_group(vars);
            all.add_group(layer.finish());
        }
        file.add_group(all.finish());
        Cursor::new(file.finish().unwrap())
    };
    let name = "deepid.weights.h5";
    assert_eq!(block_on(inspect(name, file(&layers))), Ok(Contents::Network));
    let model = Model::parse(&network(name, file(&layers), None).unwrap()).unwrap();
    assert_eq!((model.input(), model.classes()), ([3, 55, 47], 7));
    assert_eq!(block_on(inspect(name, file(&layers[..6]))), Ok(Contents::Weights));
    let error = network(name, file(&layers[..6]), None).unwrap_err().to_string();
    assert!(error.contains("no weights for the layer `output` (Dense) of the lab's DeepID"), "{error}");
}
