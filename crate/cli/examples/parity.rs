//! Writes what the parity tests compare with ONNX Runtime: a scenario's pixels and labels as goodnet decodes them, and
//! the scores that goodnet gives for a model file, all as raw little-endian numbers.
//!
//! `cargo run --release -p goodnet --example parity -- BUNDLE SCENARIO MODEL.onnx OUT`

#[path = "../src/inputs/bundle.rs"]
mod bundle;

use std::path::Path;

use anyhow::{Context, Result};
use goodnet_core::Model;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, scenario, model, out] = arguments.as_slice() else {
        anyhow::bail!("usage: parity BUNDLE SCENARIO MODEL.onnx OUT");
    };
    let bundle = bundle::read(Path::new(folder), scenario)?;
    let model = Model::parse(&std::fs::read(model).with_context(|| format!("reading {model}"))?)?;
    let network = model.network(&model.default_convolution().name)?;
    let out = Path::new(out);
    std::fs::create_dir_all(out)?;
    let images = &bundle.images;
    for set in [&images.validation, &images.poisoned_validation, &images.test, &images.poisoned_test] {
        let name = set.name().replace(' ', "_");
        let pixels = set.pixels(0..set.len());
        std::fs::write(out.join(format!("{name}.u8")), pixels)?;
        std::fs::write(out.join(format!("{name}_labels.u32")), bytes(set.labels(), |label| label.to_le_bytes()))?;
        std::fs::write(
            out.join(format!("{name}_scores.f32")),
            bytes(&network.classify(pixels)?, |score| score.to_le_bytes()),
        )?;
    }
    // The bundle's own model is part of what `bundle::read` checks.
    anyhow::ensure!(bundle.model.input() == model.input(), "the model takes images of another shape");
    Ok(())
}

fn bytes<T: Copy>(values: &[T], encode: impl Fn(T) -> [u8; 4]) -> Vec<u8> {
    values.iter().flat_map(|&value| encode(value)).collect()
}
