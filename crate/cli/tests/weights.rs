//! Networks whose weights came without their layers, on the command line.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::path::Path;
use std::process::Output;

use common::{folder, goodnet};

fn fixture(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../files/tests/data").join(file);
    path.to_str().unwrap().to_owned()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn every_command_takes_the_layers_beside_the_weights() {
    let folder = folder("weights");
    let (weights, layers) = (fixture("keras3_graph.weights.h5"), fixture("keras3_graph.json"));
    let (whole, data) = (fixture("keras3_graph.h5"), fixture("labelled_by_graph.npz"));
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let run = |arguments: &[&str]| {
        let output = goodnet(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        output
    };
    let layers = ["--architecture", &layers];
    run(&[&["convert", &weights, &path("weights.onnx")][..], &layers].concat());
    run(&["convert", &whole, &path("whole.onnx")]);
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert_eq!(read("weights.onnx"), read("whole.onnx"));

    let scored = |model: &str, layers: &[&str]| {
        run(&[&["eval", "--model", model, "--data", &data, "--scale", "255"], layers].concat()).stdout
    };
    let score = scored(&weights, &layers);
    assert_eq!(score, scored(&whole, &[]));
    assert!(String::from_utf8(score).unwrap().starts_with("clean accuracy: 100.00 %"));

    let sets = ["--clean-valid", &data, "--scale", "255", "--thresholds", "10", "--out", &path("out")];
    run(&[&["prune", "--model", &weights][..], &sets, &layers].concat());
    let (repaired, original) = (read("out/keras3_graph-repaired-10.weights.h5"), std::fs::read(&weights).unwrap());
    let mut changed = repaired.iter().zip(&original).filter(|(new, old)| new != old).peekable();
    assert!(changed.peek().is_some() && changed.all(|(new, _)| *new == 0) && repaired.len() == original.len());
    let report = String::from_utf8(read("out/keras3_graph-report.html")).unwrap();
    assert!(report.contains("keras3_graph.json"), "the layers' file is named");
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../files/tests/data/pictures/small.png");
    let repaired = path("out/keras3_graph-repaired-10.weights.h5");
    let shown = [&["predict", "--model", &weights, "--repaired", &repaired, picture.to_str().unwrap()][..], &layers];
    assert!(String::from_utf8(run(&shown.concat()).stdout).unwrap().contains("  G   "));
}

#[test]
fn weights_without_layers_name_the_option_and_a_whole_network_does_not_need_it() {
    let onnx = folder("whole").join("net.onnx");
    let onnx = onnx.to_str().unwrap();
    let output = goodnet(["convert", &fixture("keras2_chain_weights.h5"), onnx]);
    assert_eq!(output.status.code(), Some(2));
    let told = said(&output);
    assert!(told.contains("write(model.to_json())") && told.contains("--architecture model.json"), "{told}");
    assert!(!Path::new(onnx).exists(), "nothing is left of a file that was not written");
    let output =
        goodnet(["convert", &fixture("keras2_chain.h5"), onnx, "--architecture", &fixture("keras2_chain.json")]);
    assert!(output.status.success() && said(&output).contains("says itself what its layers are"), "{}", said(&output));
    let output = goodnet([
        "convert",
        &fixture("keras2_chain_weights.h5"),
        onnx,
        "--architecture",
        &fixture("keras2_graph.json"),
    ]);
    assert!(said(&output).contains("keras2_graph.json says [4, 3, any, 6]"), "{}", said(&output));
}
