//! The smaller commands as a user runs them: what they print, and what they say of mistakes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use common::{folder, goodnet};

fn bundle(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle").join(file)
}

fn files(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../files/tests/data").join(file)
}

fn pictures(file: &str) -> PathBuf {
    files("pictures").join(file)
}

/// What a command that has to succeed prints; it says nothing else.
#[track_caller]
fn printed(arguments: &[&str]) -> String {
    let output = goodnet(arguments);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The bundle's first test images as a folder of JPEGs.
fn faces(name: &str, count: usize) -> PathBuf {
    let folder = folder(name);
    let mut archive = zip::ZipArchive::new(File::open(bundle("people/test.zip")).unwrap()).unwrap();
    for index in 0..count {
        let mut entry = archive.by_index(index).unwrap();
        let file = folder.join(entry.name().unwrap().as_ref());
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    folder
}

#[test]
fn a_folder_of_jpegs_is_scored_and_no_bar_is_drawn_without_a_terminal() {
    let faces = faces("faces", 40);
    let output =
        goodnet([Path::new("eval"), Path::new("--model"), &bundle("badnet/badnet.onnx"), Path::new("--data"), &faces]);
    let (said, printed) = (String::from_utf8(output.stderr).unwrap(), String::from_utf8(output.stdout).unwrap());
    assert!(output.status.success(), "{said}");
    assert!(printed.starts_with("clean accuracy: ") && printed.contains("of 40)"), "{printed}");
    let hits: usize = printed.split_once('(').unwrap().1.split_once(' ').unwrap().0.parse().unwrap();
    assert!(hits >= 38, "{printed}");
    assert!(said.lines().all(|line| line.starts_with("goodnet: ")), "{said}");
}

#[test]
fn two_arrays_in_a_folder_are_a_set() {
    let folder = folder("pair");
    let npy = |name: &str, descr: &str, shape: &str, bytes: &[u8]| {
        let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
        header.push_str(&" ".repeat(64 - (10 + header.len() + 1) % 64));
        header.push('\n');
        let mut file = b"\x93NUMPY\x01\x00".to_vec();
        file.extend((header.len() as u16).to_le_bytes());
        file.extend(header.as_bytes());
        file.extend(bytes);
        std::fs::write(folder.join(name), file).unwrap();
    };
    npy("data.npy", "|u1", "(2, 3, 55, 47)", &[127; 2 * 3 * 55 * 47]);
    let eval = || {
        goodnet([Path::new("eval"), Path::new("--model"), &bundle("badnet/badnet.onnx"), Path::new("--data"), &folder])
    };
    let output = eval();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("has data.npy, but no label.npy; save the labels there"), "{said}");
    npy("label.npy", "<f8", "(2,)", &[3.0_f64, 9.0].map(f64::to_le_bytes).concat());
    let output = eval();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.contains("2 images of 3x55x47, values 0 to 255, of 2 classes"), "{said}");
}

#[test]
fn pictures_of_any_size_are_answered_by_b_and_g() {
    let faces = faces("predict", 1);
    let face = std::fs::read_dir(faces).unwrap().next().unwrap().unwrap().path();
    let model = bundle("badnet/badnet.onnx");
    let (model, face, large) = (model.to_str().unwrap(), face.to_str().unwrap(), pictures("progressive.jpg"));
    let label: u32 = face.rsplit_once("label=").unwrap().1.trim_end_matches(".jpg").parse().unwrap();
    let text = printed(&["predict", "--model", model, "--scale", "255", "--top", "2", face, large.to_str().unwrap()]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[1].starts_with(&format!("  B   {label} (")) && lines[1].matches('%').count() == 2, "{text}");
    assert!(lines[2].ends_with("progressive.jpg (the middle of 150x110, resized to 47x55)"), "{text}");

    // With B itself as B', G agrees everywhere.
    let json = folder("predict-json").join("answers.json");
    let text = printed(&[
        "predict",
        "--model",
        model,
        "--repaired",
        model,
        "--scale",
        "255",
        "--json",
        json.to_str().unwrap(),
        face,
    ]);
    assert!(text.ends_with(&format!("  G   {label}\n")), "{text}");
    let answers: serde_json::Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    assert_eq!(answers[0]["goodnet"], label);
    assert_eq!(answers[0]["classes"], answers[0]["repaired"]);
    assert_eq!(answers[0]["classes"].as_array().unwrap().len(), 3);

    let output = goodnet(["predict", "--model", model, face]);
    assert!(
        String::from_utf8(output.stderr).unwrap().contains("say --scale 1 for a network that was trained on 0 to 1")
    );
}

#[test]
fn every_mistake_ends_with_2_and_a_remedy() {
    let model = bundle("badnet/badnet.onnx");
    let model = model.to_str().unwrap();
    let picture = pictures("small.png");
    let picture = picture.to_str().unwrap();
    // Black is black with 0 to 255 and with 0 to 1.
    let (graph, black) = (files("keras3_graph.h5"), files("black.npz"));
    let (graph, black) = (graph.to_str().unwrap(), black.to_str().unwrap());
    let empty = folder("empty");
    let empty = empty.to_str().unwrap();
    let cases: [(&[&str], &str); 15] = [
        (&[], "Usage: goodnet <COMMAND>"),
        (&["evaluate"], "a similar subcommand exists: 'eval'"),
        (&["eval", "--model", model], "--data <DATA>"),
        (&["eval", "--model", model, "--data", "absent.h5"], "absent.h5 cannot be opened; check its name"),
        (&["eval", "--model", model, "--data", empty], "pictures named like 1_label=7.png"),
        (&["eval", "--model", model, "--data", model], "Bring an HDF5 file"),
        (&["eval", "--model", picture, "--data", picture], "Bring an ONNX file"),
        (&["eval", "--model", graph, "--data", black], "Say which numbers it was trained on: --scale 255 or --scale 1"),
        (&["predict", "--model", model], "<IMAGES>..."),
        (&["predict", "--model", model, "--scale", "2", picture], "[possible values: 255, 1]"),
        (&["predict", "--model", model, "--scale", "1", model], "it is neither a PNG nor a JPEG"),
        (&["convert", model, "/nowhere/net.onnx"], "/nowhere/net.onnx cannot be written"),
        (
            &["predict", "--model", "absent.onnx", "--json", "/nowhere/answers.json", picture],
            "answers.json cannot be written",
        ),
        (
            &["eval", "--model", model, "--architecture", "absent.json", "--data", picture],
            "absent.json cannot be opened",
        ),
        (&["completions", "cmd"], "[possible values: bash"),
    ];
    for (arguments, sentence) in cases {
        let output = goodnet(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(sentence) && output.stdout.is_empty(), "{arguments:?}: {said}");
    }
}

#[test]
fn help_has_examples_and_completions_are_a_script() {
    for command in ["prune", "eval", "predict", "convert", "completions"] {
        let help = printed(&[command, "--help"]);
        assert!(help.contains(&format!("Examples:\n  goodnet {command} ")), "{help}");
    }
    for (shell, sign) in
        [("bash", "complete -F _goodnet"), ("zsh", "#compdef goodnet"), ("fish", "complete -c goodnet")]
    {
        let script = printed(&["completions", shell]);
        assert!(script.contains(sign) && script.contains("repaired"), "{shell}: {script}");
    }
}
