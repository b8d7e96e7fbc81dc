//! `goodnet convert`: a network of Keras as ONNX.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use goodnet_core::Model;

use crate::own;

/// What `goodnet convert` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What Keras saved as HDF5: a whole network, or weights of the lab's DeepID.
    from: PathBuf,
    /// The ONNX file to write: images [N, C, H, W] in, scores before the softmax out.
    to: PathBuf,
}

/// Converts a network and checks that it can be run.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let onnx = own::onnx(&arguments.from)?;
    let model = Model::parse(&onnx)?;
    std::fs::write(&arguments.to, &onnx).with_context(|| format!("{} cannot be written", arguments.to.display()))?;
    let [channels, height, width] = model.input();
    println!("{}: {channels}x{height}x{width} pixels in, {} classes out", arguments.to.display(), model.classes());
    Ok(())
}
