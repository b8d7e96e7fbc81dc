//! What a defence is run on: one of the bundle's scenarios, or somebody's own files.

mod bundle;
mod folder;
pub(crate) mod images;
pub(crate) mod network;
mod origin;
pub(crate) mod paths;
mod user_files;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use goodnet_core::Subject;

pub(crate) use network::ScaleName;
pub(crate) use origin::{KerasFile, Origin};
use user_files::UserFiles;

/// A network and images, as the command line names them.
#[derive(Debug, Args)]
pub(crate) struct Inputs {
    /// The folder with the bundle's manifest.json.
    #[arg(long, default_value = "www/bundle")]
    bundle: PathBuf,
    /// Which of the bundle's BadNets to repair.
    #[arg(long, default_value = "badnet")]
    scenario: String,
    /// A network of your own instead: an ONNX file, or one that Keras saved as HDF5.
    #[arg(
        long,
        conflicts_with_all = ["bundle", "scenario"],
        requires = "clean_valid"
    )]
    model: Option<PathBuf>,
    /// The layers of a network whose file has weights alone (`model.save_weights`), as `model.to_json()` writes them. The lab's DeepID
    /// needs none.
    #[arg(long, requires = "model")]
    architecture: Option<PathBuf>,
    /// Clean validation images: HDF5 or .npz with `data` and `label`, a folder with data.npy and label.npy, or a ZIP or a folder of
    /// PNGs or JPEGs.
    #[arg(long, requires = "model")]
    clean_valid: Option<PathBuf>,
    /// The same with the trigger, labelled with the attacker's target; without them there is no attack success rate.
    #[arg(long, requires = "model")]
    poisoned_valid: Option<PathBuf>,
    /// Clean test images; without them the table shows figures of the validation images.
    #[arg(long, requires = "model")]
    clean_test: Option<PathBuf>,
    /// The same with the trigger.
    #[arg(long, requires = "clean_test")]
    poisoned_test: Option<PathBuf>,
    /// What your network takes for pixels [default: what its answers speak for].
    #[arg(long, value_enum, requires = "model")]
    scale: Option<ScaleName>,
    /// The convolution whose channels are pruned, and at which networks are split [default: conv_3, else the last before the flatten].
    #[arg(long)]
    convolution: Option<String>,
}

impl Inputs {
    /// Somebody's own network and images, where they were named.
    fn own(&self) -> Option<(&Path, UserFiles<'_>)> {
        let files = UserFiles {
            clean_valid: self.clean_valid.as_deref()?,
            poisoned_valid: self.poisoned_valid.as_deref(),
            clean_test: self.clean_test.as_deref(),
            poisoned_test: self.poisoned_test.as_deref(),
        };
        Some((self.model.as_deref()?, files))
    }

    /// What is to be repaired.
    pub(crate) fn subject(&self) -> Result<Subject> {
        let convolution = self.convolution.as_deref();
        if let Some((path, files)) = self.own() {
            let model = network::read(path, self.architecture.as_deref())?;
            let (images, stored) = files.read()?;
            let (model, network) = network::scaled(model, convolution, self.scale, &images, stored)?;
            return Ok(Subject { model: Arc::new(model), network, images });
        }
        let bundle::Bundle { model, images } = bundle::read(&self.bundle, &self.scenario)?;
        let convolution = convolution.unwrap_or(&model.default_convolution().name);
        let network = Arc::new(model.network(convolution)?);
        Ok(Subject { model: Arc::new(model), network, images })
    }

    /// The files that it came from.
    pub(crate) fn origin(&self) -> Result<Origin> {
        match self.own() {
            Some((path, files)) => files.origin(path, self.architecture.as_deref()),
            None => Origin::of_bundle(&self.bundle, &self.scenario),
        }
    }
}
