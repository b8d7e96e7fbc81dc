//! `goodnet scan` as a user runs it: every detector of the registry, on the bundle.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::path::Path;

use common::{folder, goodnet};
use goodnet_core::{DETECTORS, DetectOptions};

fn scan(arguments: &[&str]) -> std::process::Output {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle");
    goodnet([&["scan", "--bundle", bundle.to_str().unwrap()], arguments].concat())
}

#[test]
fn every_detector_is_told_of_in_the_help_and_in_the_docs() {
    let help = String::from_utf8(goodnet(["scan", "--help"]).stdout).unwrap();
    let docs = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/detection.md")).unwrap();
    for detector in DETECTORS {
        let options = serde_json::to_string(&DetectOptions::of(detector.id).unwrap()).unwrap();
        let words = [
            format!("  {}: {}\n", detector.id, detector.title),
            detector.summary.to_owned(),
            format!("Options: {options}"),
        ];
        assert!(words.iter().all(|words| help.contains(words)), "{help}");
        assert!(docs.contains(&format!("## {}: {}\n\n{}\n", detector.id, detector.title, detector.summary)), "{docs}");
        assert!(docs.contains(&format!("Source: {}.", detector.source)), "{docs}");
    }
}

#[test]
fn the_vote_names_the_target_of_each_network_in_the_bundle_first() {
    let json = folder("scan").join("vote.json");
    for (scenario, images) in
        ["badnet", "dormant", "pruning-aware"].into_iter().flat_map(|name| [(name, 5), (name, 64)])
    {
        let options = format!("{{\"images\":{images}}}");
        let output = scan(&["--scenario", scenario, "--options", &options, "--json", json.to_str().unwrap()]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let found: serde_json::Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
        let votes = |at: usize| found["votes"][at]["votes"].as_u64().unwrap();
        assert_eq!(found["votes"][0]["label"], 0, "{scenario}, {images} images: {found}");
        assert!(votes(0) > votes(1), "{found}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(&format!("of 240 runs voted, for {} labels", found["votes"].as_array().unwrap().len())));
        assert!(text.contains("Some label always comes first"), "{text}");
    }
}

#[test]
fn the_vote_names_the_targets_of_the_course_s_networks_first() {
    let Ok(lab) = std::env::var("GOODNET_LAB_DIR") else {
        eprintln!("skipped: GOODNET_LAB_DIR is not set");
        return;
    };
    let faces = folder("lab_faces");
    for file in std::fs::read_dir(&lab).unwrap() {
        let file = file.unwrap();
        if file.file_name().to_string_lossy().starts_with("cl_") {
            std::fs::copy(file.path(), faces.join(file.file_name())).unwrap();
        }
    }
    for (network, most) in [("anonymous_1", 0.2), ("sunglasses", 0.99)] {
        let (model, json) = (format!("{lab}/{network}_bd_weights.h5"), faces.join("vote.json"));
        let arguments = ["--model", &model, "--scale", "1", "--clean-valid", faces.to_str().unwrap()];
        let output = goodnet([&["scan"], &arguments[..], &["--json", json.to_str().unwrap()]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let found: serde_json::Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
        std::fs::remove_file(&json).unwrap();
        let votes = |at: usize| found["votes"][at]["votes"].as_f64().unwrap();
        assert_eq!((found["votes"][0]["label"].as_u64(), found["images"].as_u64()), (Some(0), Some(3)), "{found}");
        assert!(votes(1) <= most * votes(0), "{network}: {found}");
    }
}

#[test]
fn what_is_no_detector_and_what_are_no_options_is_said() {
    let said = |arguments: &[&str]| {
        let output = scan(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said(&["dowsing"]).contains("[possible values: vote]"));
    assert!(said(&["--options", "{\"images\":0}"]).contains("the number of images cannot be 0"));
    assert!(said(&["--options", "{\"faces\":3}"]).contains("--options are no options of vote"));
    assert!(said(&["--engine", "webgpu"]).contains("leave --engine webgpu away"));
}
