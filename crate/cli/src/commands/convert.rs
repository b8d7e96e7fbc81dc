//! `goodnet convert`: a network of Keras as ONNX.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use goodnet_core::Model;

use crate::inputs::network;
use crate::outputs::OutputFile;

/// What `goodnet convert` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What Keras saved: a whole network, or weights with --architecture; the lab's DeepID needs none.
    from: PathBuf,
    /// The ONNX file to write: images [N, C, H, W] in, scores before the softmax out.
    to: PathBuf,
    /// The layers of a network whose file has weights alone (`model.save_weights`), as `model.to_json()` writes them. The lab's DeepID
    /// needs none.
    #[arg(long)]
    architecture: Option<PathBuf>,
}

/// Converts a network and checks that it can be run.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let file = OutputFile::open(&arguments.to)?;
    let onnx = network::onnx(&arguments.from, arguments.architecture.as_deref())?;
    let model = Model::parse(&onnx)?;
    file.write(&onnx)?;
    let [channels, height, width] = model.input();
    println!("{}: {channels}x{height}x{width} pixels in, {} classes out", arguments.to.display(), model.classes());
    Ok(())
}
