//! `goodnet eval`: what a network scores.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use goodnet_core::{Decision, ImageSet, Images, Network, dataset_warnings};

use crate::inputs::{ScaleName, images, network};
use crate::progress::Progress;

/// Images between two steps of the progress bar: four of tract's batches.
const PIECE: usize = 256;

/// What `goodnet eval` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The network: an ONNX file, or one that Keras saved as HDF5.
    #[arg(long)]
    model: PathBuf,
    /// The layers of a network whose file has weights alone (`model.save_weights`), as `model.to_json()` writes them. The lab's DeepID
    /// needs none.
    #[arg(long)]
    architecture: Option<PathBuf>,
    /// Clean images: HDF5 or .npz with `data` and `label`, a folder with data.npy and label.npy, or a ZIP or a folder of PNGs or
    /// JPEGs.
    #[arg(long)]
    data: PathBuf,
    /// Poisoned images, labelled with the attacker's target.
    #[arg(long)]
    poisoned: Option<PathBuf>,
    /// What the network takes for pixels [default: what its answers speak for].
    #[arg(long, value_enum)]
    scale: Option<ScaleName>,
}

/// Scores a network with tract, on all cores.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let model = network::read(&arguments.model, arguments.architecture.as_deref())?;
    let clean = images::read("clean", &arguments.data)?;
    let stored = clean.stats.scale;
    let poisoned = arguments.poisoned.as_ref().map(|path| images::read("poisoned", path)).transpose()?;
    let none = || ImageSet::none("poisoned", model.input());
    let poisoned = Arc::new(poisoned.map_or_else(none, |dataset| dataset.images));
    let images = Images::untested(Arc::new(clean.images), poisoned);
    let (_, network) = network::scaled(model, None, arguments.scale, &images, stored)?;
    for warning in dataset_warnings(&images) {
        eprintln!("goodnet: look again: {warning}");
    }
    let sets = [("clean accuracy", &images.validation), ("attack success rate", &images.poisoned_validation)];
    // Both before either is scored.
    sets.iter().try_for_each(|(_, set)| set.check(network.input(), network.classes()))?;
    for (title, set) in sets.into_iter().filter(|(_, set)| !set.is_empty()) {
        let bar = Progress::new(title);
        let hits = hits(&network, set, &bar)?;
        bar.finish();
        println!("{title}: {:.2} % ({hits} of {})", 100.0 * hits as f64 / set.len() as f64, set.len());
    }
    Ok(())
}

/// How many images of a set get their label.
fn hits(network: &Network, set: &ImageSet, bar: &Progress) -> Result<usize> {
    bar.show(0, set.len());
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(set.len());
    let part = |thread: usize| -> Result<usize> {
        let edge = |thread: usize| set.len() * thread / threads;
        let end = edge(thread + 1);
        let mut hits = 0;
        for first in (edge(thread)..end).step_by(PIECE) {
            let range = first..end.min(first + PIECE);
            let scores = network.classify(set.pixels(range.clone()))?;
            bar.add(range.len());
            for (index, scores) in range.zip(scores.chunks_exact(network.classes())) {
                hits += usize::from(Decision::new(scores, set.name(), index)?.label == set.labels()[index]);
            }
        }
        Ok(hits)
    };
    std::thread::scope(|scope| {
        let part = &part;
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        let mut hits = 0;
        for thread in running {
            hits += thread.join().ok().context("a thread broke down")??;
        }
        Ok(hits)
    })
}
