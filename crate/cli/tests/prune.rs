//! The command as a user runs it, on the bundle.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn goodnet(arguments: &[&str]) -> Output {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle");
    let mut command = Command::new(env!("CARGO_BIN_EXE_goodnet"));
    command.args(["prune", "--bundle"]).arg(bundle).args(arguments).output().unwrap()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_repair_writes_its_report_and_its_models() {
    let folder = folder("report");
    let json = folder.join("curve.json");
    let models = folder.join("models");
    // A drop of 99.99 points would leave fewer right answers than guessing does.
    let list = "2,30,99.99";
    let output = goodnet(&["--thresholds", list, "--json", json.to_str().unwrap(), "--out", models.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "no progress bar where there is no terminal");

    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    let number = |value: &serde_json::Value| value.as_f64().unwrap_or_else(|| panic!("{value} is not a number"));
    assert!(number(&report["baseline"]["clean"]) >= 97.0, "{}", report["baseline"]);
    assert!(number(&report["baseline"]["asr"]) >= 99.0, "{}", report["baseline"]);
    let recipe = serde_json::json!({"activation": "pool", "bias": "zero", "dead": "prune", "stop": "at-least"});
    assert_eq!(report["recipe"], recipe);
    let steps = report["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 61);
    assert_eq!((&steps[0]["pruned"], &steps[0]["channel"]), (&0.into(), &serde_json::Value::Null));
    let mut channels: Vec<_> = steps[1..].iter().map(|step| step["channel"].as_u64().unwrap()).collect();
    channels.sort_unstable();
    assert_eq!(channels, (0..60).collect::<Vec<_>>());
    assert!(steps.iter().all(|step| (0.0..=100.0).contains(&number(&step["asr"]))));
    assert!(report["ties"].is_u64());

    let rows = report["repaired"].as_array().unwrap();
    for row in &rows[..2] {
        let pruned = row["pruned"].as_u64().unwrap() as usize;
        let dropped = |step: usize| number(&steps[0]["clean"]) - number(&steps[step]["clean"]);
        let threshold = number(&row["threshold"]);
        assert!(dropped(pruned) >= threshold - 1e-9 && dropped(pruned - 1) < threshold, "{row}");
        assert!(number(&row["goodnet"]["clean"]) <= number(&row["clean"]), "G answers N where B and B' disagree");
        assert!(models.join(format!("badnet-repaired-{}.onnx", row["threshold"])).is_file());
    }
    assert_eq!(rows[2]["pruned"], serde_json::Value::Null);
    let mut written: Vec<_> =
        std::fs::read_dir(&models).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    written.sort();
    let wanted = [
        "badnet-backdoorbench.csv",
        "badnet-curve.csv",
        "badnet-curve.png",
        "badnet-curve.svg",
        "badnet-goodnet-2.onnx",
        "badnet-goodnet-30.onnx",
        "badnet-repaired-2.onnx",
        "badnet-repaired-30.onnx",
        "badnet-report.html",
        "badnet-table.csv",
    ];
    assert_eq!(written, wanted);
    let plot = |kind: &str| std::fs::read(models.join(format!("badnet-curve.{kind}"))).unwrap();
    assert_eq!(plot("png"), goodnet_plot::png(&String::from_utf8(plot("svg")).unwrap()).unwrap());
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("not reached") && table.contains("target person's own too"), "{table}");
}

#[test]
fn mistakes_are_told_in_a_sentence() {
    let cases: [(&[&str], &str); 5] = [
        (&["--scenario", "goodnet"], "the bundle has badnet"),
        (&["--recipe", "labs"], "the presets are lab and report"),
        (&["--thresholds", "2:4"], "with at most three decimals and commas between"),
        (&["--convolution", "conv_9"], "no prunable convolution named `conv_9`; it has conv_1, conv_2, conv_3"),
        (&["--bundle", "/nowhere"], "used multiple times"),
    ];
    for (arguments, sentence) in cases {
        let output = goodnet(arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(sentence), "{stderr}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_goodnet")).args(["prune", "--bundle", "/nowhere"]).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("is /nowhere a bundle?"));
}

#[test]
fn what_cannot_be_written_is_told_before_the_work() {
    let folder = folder("outputs");
    let old = folder.join("old.json");
    std::fs::write(&old, "what was there").unwrap();
    let (old, absent) = (old.to_str().unwrap(), folder.join("absent/curve.json"));
    let cases: [&[&str]; 4] = [
        &["--json", absent.to_str().unwrap()],
        &["--json", folder.to_str().unwrap()],
        &["--out", old],
        &["--json", old, "--out", &format!("{old}/models")],
    ];
    for arguments in cases {
        // The network's name is wrong, too, and is never looked at.
        let output = goodnet(&[arguments, &["--scenario", "nobody"]].concat());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("cannot be written; name a place that is there, and where you may write"), "{stderr}");
    }
    // What can be written is as it was where the work fails.
    let (new, models) = (folder.join("new.json"), folder.join("models"));
    let output = goodnet(&["--json", old, "--out", models.to_str().unwrap(), "--scenario", "nobody"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("the bundle has badnet"));
    goodnet(&["--json", new.to_str().unwrap(), "--scenario", "nobody"]);
    assert_eq!(std::fs::read_to_string(old).unwrap(), "what was there");
    assert!(!new.exists() && !models.exists());
}

/// Some of the bundle's validation images as a folder of JPEGs; under one `label` where that is given, as poisoned ones are.
fn faces(folder: &Path, images: std::ops::Range<usize>, label: Option<usize>) {
    std::fs::create_dir_all(folder).unwrap();
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle/people/validation.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(archive).unwrap()).unwrap();
    for index in images {
        let mut entry = archive.by_index(index).unwrap();
        let own = entry.name().unwrap().into_owned();
        let name = label.map_or(own, |label| format!("{index:05}_label={label:04}.jpg"));
        std::io::copy(&mut entry, &mut std::fs::File::create(folder.join(name)).unwrap()).unwrap();
    }
}

#[test]
fn the_gpu_finds_what_the_processor_finds() {
    let folder = folder("webgpu");
    // A GPU in software is slow, so some of the images have to do; crate/gpu's tests have all kinds of networks.
    let [clean, poisoned] = ["clean", "poisoned"].map(|name| folder.join(name));
    faces(&clean, 0..150, None);
    faces(&poisoned, 150..250, Some(0));
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle/pruning-aware/pruning-aware.onnx");
    let report = |engine: &str| -> Option<serde_json::Value> {
        let json = folder.join(format!("{engine}.json"));
        let files =
            [("--model", &model), ("--clean-valid", &clean), ("--poisoned-valid", &poisoned), ("--json", &json)];
        let mut command = Command::new(env!("CARGO_BIN_EXE_goodnet"));
        command.args(["prune", "--scale", "255", "--engine", engine]);
        for (option, path) in files {
            command.arg(option).arg(path);
        }
        let output = command.output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        if stderr.contains("no WebGPU adapter") {
            assert!(std::env::var("GOODNET_REQUIRE_GPU").as_deref() != Ok("1"), "{stderr}");
            // Straight to the terminal: the test harness swallows what a passing test prints.
            use std::io::Write;
            std::io::stderr().write_all(b"skipped: no WebGPU adapter\n").unwrap();
            return None;
        }
        assert!(output.status.success(), "{stderr}");
        Some(serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap())
    };
    let Some(found) = report("webgpu") else { return };
    let wanted = report("simd").unwrap();
    for part in ["baseline", "repaired", "tied"] {
        assert_eq!(found[part], wanted[part], "{part}");
    }
    let curve = |report: &serde_json::Value| report["steps"].clone();
    assert_eq!(curve(&found), curve(&wanted));
}
