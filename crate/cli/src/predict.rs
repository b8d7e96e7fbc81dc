//! `goodnet predict`: what a network sees in pictures.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use goodnet_core::{Error as CoreError, shares};
use goodnet_files::Picture;
use serde_json::json;

use crate::own::{self, ScaleName};

/// What `goodnet predict` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The network: an ONNX file, or one that Keras saved as HDF5.
    #[arg(long)]
    model: PathBuf,
    /// What the network takes for pixels. Pictures do not tell; `goodnet eval` finds out from labelled ones.
    #[arg(long, value_enum)]
    scale: ScaleName,
    /// How many classes to show for each picture.
    #[arg(long, default_value = "3")]
    top: usize,
    /// Write every shown class with its score to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// PNG files of the size that the network takes.
    #[arg(required = true)]
    pictures: Vec<PathBuf>,
}

/// Shows the best classes for each picture.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let model = own::model(&arguments.model)?.with_scale(arguments.scale.0);
    let network = model.network(&model.default_convolution().name)?;
    let mut answers = Vec::new();
    for path in &arguments.pictures {
        let file = path.display().to_string();
        let picture = Picture::from_png(&file, &own::read(path)?)?;
        if picture.shape != network.input() {
            return Err(CoreError::ImageShape { set: file, found: picture.shape, wanted: network.input() }.into());
        }
        let scores = network.classify(&picture.planes)?;
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        order.truncate(arguments.top);
        let shares = shares(&scores);
        let percent = |class: usize| 100.0 * shares[class];
        let shown: Vec<_> = order.iter().map(|&class| format!("{class} ({:.1} %)", percent(class))).collect();
        println!("{file}: {}", shown.join(", "));
        let classes: Vec<_> = order
            .iter()
            .map(|&class| json!({ "class": class, "score": scores[class], "percent": percent(class) }))
            .collect();
        answers.push(json!({ "file": file, "classes": classes }));
    }
    if let Some(path) = &arguments.json {
        let json = serde_json::to_string_pretty(&answers)? + "\n";
        std::fs::write(path, json).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}
