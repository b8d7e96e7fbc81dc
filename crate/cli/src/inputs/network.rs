//! Somebody's own network.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use clap::builder::PossibleValue;
use goodnet_core::{Error as CoreError, FoundInputRange, Images, Model, Network, Scale};
use goodnet_files::{Architecture, Error, is_weights_alone, network};

use super::paths::{open, shown};

/// What a network takes for pixels, as the command line calls it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScaleName(pub(crate) Scale);

impl ValueEnum for ScaleName {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(Scale::Bytes), Self(Scale::Unit)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self.0 {
            Scale::Bytes => PossibleValue::new("255").help("0 to 255"),
            Scale::Unit => PossibleValue::new("1").help("0 to 1: the network was trained on pixels divided by 255"),
        })
    }
}

/// Reads a network: ONNX, or what Keras saved; its layers are in a file of their own where Keras saved weights alone.
pub(crate) fn read(path: &Path, layers: Option<&Path>) -> Result<Model> {
    let onnx = onnx(path, layers)?;
    Model::parse(&onnx).with_context(|| format!("{} is no network that goodnet can use", shown(path)))
}

/// Reads a network as the bytes of an ONNX file.
pub(crate) fn onnx(path: &Path, layers: Option<&Path>) -> Result<Vec<u8>> {
    let file = shown(path);
    if let Some(layers) = layers
        && !is_weights_alone(&file, open(path)?)?
    {
        eprintln!(
            "goodnet: {file} says itself what its layers are; --architecture {} is not used for it",
            layers.display()
        );
    }
    let given = layers.map(architecture).transpose()?;
    match network(&file, open(path)?, given.as_ref()) {
        Err(error @ Error::NoArchitecture { .. }) => bail!("{error}: --architecture model.json"),
        onnx => Ok(onnx?),
    }
}

/// Reads the layers of a network.
pub(crate) fn architecture(path: &Path) -> Result<Architecture> {
    Ok(Architecture::read(&shown(path), open(path)?)?)
}

/// The network to prune `convolution` in, or the default, with the scale that was asked for, or the one that its answers speak for; `stored` is
/// that of the images in their file.
pub(crate) fn scaled(
    model: Model,
    convolution: Option<&str>,
    scale: Option<ScaleName>,
    images: &Images,
    stored: Scale,
) -> Result<(Model, Arc<Network>)> {
    let convolution = convolution.unwrap_or(&model.default_convolution().name).to_owned();
    if let Some(ScaleName(scale)) = scale {
        let model = model.with_scale(scale);
        let network = model.network(&convolution)?;
        return Ok((model, Arc::new(network)));
    }
    let network = model.network(&convolution)?;
    let found = match FoundInputRange::find(&network, images, stored) {
        Err(error @ CoreError::InputRange { .. }) => bail!("{error}: --scale 255 or --scale 1"),
        found => found?,
    };
    eprintln!("goodnet: {found}");
    let model = model.with_scale(found.scale);
    let network = if found.scale == network.scale() { network } else { model.network(&convolution)? };
    Ok((model, Arc::new(network)))
}
