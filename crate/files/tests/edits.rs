//! Edits written into Keras' HDF5 files, as `tests/data/make_keras.py` made them, against the same edits in their conversions.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use goodnet_data::{Bias, ChannelsOff, Edit, TensorEdit};
use goodnet_files::{Architecture, network, write_keras};
use goodnet_onnx::OnnxFile;

/// A network's file, and the JSON of its layers where these are weights alone.
const FILES: [(&str, Option<&str>); 10] = [
    ("keras2_chain.h5", None),
    ("keras2_graph.h5", None),
    ("keras3_chain.h5", None),
    ("keras3_graph.h5", None),
    ("keras2_chain_weights.h5", Some("keras2_chain.json")),
    ("keras2_graph_weights.h5", Some("keras2_graph.json")),
    ("keras2_chain.weights.h5", Some("keras2_chain.json")),
    ("keras2_graph.weights.h5", Some("keras2_graph.json")),
    ("keras3_chain.weights.h5", Some("keras3_chain.json")),
    ("keras3_graph.weights.h5", Some("keras3_graph.json")),
];

/// A network in Keras' file, and in its conversion.
struct Network {
    file: &'static str,
    layers: Option<Architecture>,
    bytes: Vec<u8>,
    onnx: OnnxFile,
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file)
}

impl Network {
    fn read(file: &'static str, json: Option<&str>) -> Self {
        let layers = json.map(|json| Architecture::read(json, File::open(path(json)).unwrap()).unwrap());
        let bytes = std::fs::read(path(file)).unwrap();
        let onnx = network(file, Cursor::new(bytes.clone()), layers.as_ref()).unwrap();
        Self { file, layers, bytes, onnx: OnnxFile::parse(&onnx, |_| true).unwrap() }
    }

    fn write(&self, edit: &Edit) -> Result<Vec<u8>, goodnet_files::Error> {
        write_keras(self.file, &self.bytes, self.layers.as_ref(), edit)
    }

    fn converted(&self, bytes: Vec<u8>) -> Vec<u8> {
        network(self.file, Cursor::new(bytes), self.layers.as_ref()).unwrap()
    }

    /// Every tensor with values that tell where they belong.
    fn all_tensors(&self) -> Vec<TensorEdit> {
        let other = |name: &str| {
            let count = self.onnx.values(name).unwrap().len();
            let values = (0..count).map(|at| at as f32 * 0.37 - name.len() as f32).collect();
            TensorEdit { name: name.into(), values }
        };
        self.onnx.tensors().map(other).collect()
    }
}

#[test]
fn an_edit_in_the_file_is_the_same_edit_in_its_conversion() {
    for (file, json) in FILES {
        let network = Network::read(file, json);
        let (mut edit, mut refused) = (Edit::default(), Vec::new());
        for tensor in network.all_tensors() {
            match network.write(&Edit { tensors: vec![tensor.clone()], ..Edit::default() }) {
                Ok(_) => edit.tensors.push(tensor),
                Err(error) => refused.push((tensor.name, error.to_string())),
            }
        }
        // The chain's second convolution has no bias in the file, and one of zeros in its conversion.
        match refused.as_slice() {
            [] => assert!(file.contains("graph")),
            [(name, error)] => {
                assert!(file.contains("chain") && name == "conv_3/bias", "{file}: {name}");
                assert!(error.contains("has no bias there") && error.contains("as ONNX instead"), "{error}");
            }
            more => assert!(more.is_empty(), "{file}: {more:?}"),
        }
        for (convolution, channels, bias) in [("conv_3", vec![7, 0], Bias::Zero), ("conv_1", vec![2], Bias::Keep)] {
            edit.channels.push(ChannelsOff { convolution: convolution.into(), channels, bias });
        }
        let written = network.write(&edit).unwrap();
        assert_eq!(written.len(), network.bytes.len(), "{file}");
        let there = network.converted(written);
        let here = network.onnx.apply(&edit).unwrap();
        assert_ne!(there, network.onnx.bytes(), "{file}");
        assert!(here.len() > there.len(), "{file}: what was edited is noted at the end");
        assert_eq!(here[..there.len()], there, "{file}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_its_name() {
    let network = Network::read("keras3_graph.h5", None);
    let tensor = |name: &str, count| {
        let tensors = vec![TensorEdit { name: name.into(), values: vec![1.0; count] }];
        Edit { tensors, ..Edit::default() }
    };
    let cases = [
        (tensor("conv_1/bias", 5), "tensor-length", "5 values were given for `conv_1/bias`, but it has 6"),
        (tensor("conv_9/bias", 5), "no-such-tensor", "named `conv_9/bias`"),
        (tensor("nothing", 1), "no-such-tensor", "named `nothing`"),
        (Edit::pruned("conv_1", [6], Bias::Zero), "option", "`conv_1` has 6 channels"),
        (Edit::pruned("conv_9", [0], Bias::Zero), "no-such-convolution", "`conv_9`"),
    ];
    for (edit, kind, words) in cases {
        let error = network.write(&edit).unwrap_err();
        assert!(error.report().kind == kind && error.to_string().contains(words), "{error}");
    }
}
