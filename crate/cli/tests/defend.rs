//! `goodnet defend` as a user runs it: every defence of the registry, on the bundle.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::path::Path;
use std::process::Output;

use common::{folder, goodnet};
use goodnet_core::DEFENCES;
use serde_json::Value;

fn defend(arguments: &[&str]) -> Output {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle");
    goodnet([&["defend"], arguments, &["--bundle", bundle.to_str().unwrap()]].concat())
}

#[test]
fn every_defence_is_told_of_in_the_help_and_in_the_docs() {
    let help = String::from_utf8(goodnet(["defend", "--help"]).stdout).unwrap();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/defences.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    for defence in DEFENCES {
        assert!(
            help.contains(&format!("{}: {}", defence.id, defence.title)) && help.contains(defence.summary),
            "{help}"
        );
        let section =
            format!("## {}: {}\n\n{}\n\nSource: {}.\n", defence.id, defence.title, defence.summary, defence.source);
        assert!(docs.contains(&section), "docs/defences.md has to have:\n{section}");
    }
}

#[test]
fn pruning_is_the_same_by_either_command() {
    let folder = folder("either");
    let [ours, theirs] = ["defend.json", "prune.json"].map(|name| folder.join(name).to_str().unwrap().to_owned());
    let options = r#"{"recipe":"report","thresholds":[30]}"#;
    let output = defend(&["pruning", "--scenario", "dormant", "--options", options, "--json", &ours]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle");
    let rest = ["--scenario", "dormant", "--recipe", "report", "--thresholds", "30", "--json", &theirs];
    let output = goodnet([&["prune", "--bundle", bundle.to_str().unwrap()][..], &rest].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read(ours).unwrap(), std::fs::read(theirs).unwrap());
}

#[test]
fn a_defence_without_a_curve_leaves_networks_tables_and_a_page() {
    let folder = folder("clp");
    let json = folder.join("clp.json");
    let out = folder.join("out");
    let paths = ["--json", json.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let output = defend(&[&["clp", "--scenario", "dormant", "--options", r#"{"u":[2]}"#][..], &paths].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    let row = &report["repaired"][0];
    assert_eq!(row["threshold"], 2);
    let off: usize =
        row["edit"]["channels"].as_array().unwrap().iter().map(|off| off["channels"].as_array().unwrap().len()).sum();
    assert_eq!(row["pruned"], off);
    assert!(off > 0 && row["clean"].as_f64().unwrap() < report["baseline"]["clean"].as_f64().unwrap(), "{row}");
    let mut written: Vec<_> =
        std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    written.sort();
    let wanted = ["backdoorbench.csv", "goodnet-2.onnx", "repaired-2.onnx", "report.html", "table.csv"]
        .map(|end| format!("dormant-{end}"));
    assert_eq!(written, wanted);
    let page = std::fs::read_to_string(out.join("dormant-report.html")).unwrap();
    assert!(page.contains("dormant: channel Lipschitzness-based pruning") && page.contains("2 deviations"), "{page}");
}

#[test]
fn what_is_no_defence_and_what_are_no_options_is_said() {
    let said = |arguments: &[&str]| {
        let output = defend(arguments);
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let unknown = said(&["prayer"]);
    assert!(unknown.contains("prayer") && unknown.contains("pruning, clp, refit"), "{unknown}");
    let options = said(&["clp", "--options", r#"{"v":[2]}"#]);
    assert!(options.contains("no options of clp; its defaults are {\"u\":[1.0,2.0,3.0]}"), "{options}");
    let nothing = said(&["clp", "--options", r#"{"u":[]}"#]);
    assert!(nothing.contains("u cannot be empty"), "{nothing}");
}
