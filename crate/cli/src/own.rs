//! Somebody's own network and images.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use clap::builder::PossibleValue;
use goodnet_core::{ImageSet, Images, Model, Network, Scale, SourceFile, best_scale, doubts};
use goodnet_files::{Architecture, Dataset, Error, Kind, ReadSeek, describe, is_weights_alone, network, read_images};
use pollster::block_on;

use crate::take_home::{KerasFile, Origin};
use crate::{folder, show};

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

/// The files of a repair. Poisoned test images come with clean ones.
pub(crate) struct Files<'a> {
    pub(crate) clean_valid: &'a Path,
    pub(crate) poisoned_valid: Option<&'a Path>,
    pub(crate) clean_test: Option<&'a Path>,
    pub(crate) poisoned_test: Option<&'a Path>,
}

impl Files<'_> {
    /// What a report says of the network's files and of these.
    pub(crate) fn origin(&self, network: &Path, layers: Option<&Path>) -> Result<Origin> {
        let bytes = read(network)?;
        let roles = [
            ("network", Some(network)),
            ("the network's layers", layers),
            ("clean validation images", Some(self.clean_valid)),
            ("poisoned validation images", self.poisoned_valid),
            ("clean test images", self.clean_test),
            ("poisoned test images", self.poisoned_test),
        ];
        let mut files: Vec<SourceFile> = Vec::new();
        for (role, path) in roles {
            let Some(path) = path else { continue };
            let source: Box<dyn ReadSeek> = if path.is_dir() {
                // A folder counts as all of its files in a row.
                let files = folder::members(path)?.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
                Box::new(Cursor::new(files.concat()))
            } else {
                Box::new(open(path)?)
            };
            files.push(block_on(describe(role, &file_name(path), source, async |_| true))?);
        }
        let name = network.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // By this ending Keras knows the layout of a file with weights.
        let (name, ending) = match name.strip_suffix(".weights") {
            Some(name) if !name.is_empty() => (name.to_owned(), "weights.h5"),
            _ => (name, "h5"),
        };
        let architecture = layers.map(architecture).transpose()?;
        let keras =
            (Kind::of(&bytes) == Kind::Hdf5).then(|| KerasFile { name: shown(network), ending, bytes, architecture });
        Ok(Origin { name, keras, files })
    }

    /// Reads the images; gives the scale of the clean validation images, too.
    pub(crate) fn read(&self) -> Result<(Images, Scale)> {
        let clean = images("validation", self.clean_valid)?;
        let validation = Arc::new(clean.images);
        let set = |name: &str, path: Option<&Path>| -> Result<Arc<ImageSet>> {
            Ok(Arc::new(match path {
                Some(path) => images(name, path)?.images,
                None => ImageSet::none(name, validation.shape()),
            }))
        };
        let poisoned_validation = set("poisoned validation", self.poisoned_valid)?;
        let images = match self.clean_test {
            None => Images::untested(Arc::clone(&validation), poisoned_validation),
            test => Images {
                validation: Arc::clone(&validation),
                poisoned_validation,
                test: set("test", test)?,
                poisoned_test: set("poisoned test", self.poisoned_test)?,
            },
        };
        for doubt in doubts(&images) {
            eprintln!("goodnet: look again: {doubt}");
        }
        Ok((images, clean.stats.scale))
    }
}

/// Reads a network: ONNX, or what Keras saved; its layers are in a file of their own where Keras saved weights alone.
pub(crate) fn model(path: &Path, layers: Option<&Path>) -> Result<Model> {
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
fn architecture(path: &Path) -> Result<Architecture> {
    Ok(Architecture::read(&shown(path), open(path)?)?)
}

/// The network to prune `convolution` in, or the default, with the scale that was asked for, or the one in which it answers best.
pub(crate) fn scaled(
    model: Model,
    convolution: Option<&str>,
    scale: Option<ScaleName>,
    clean: &ImageSet,
    data: Scale,
) -> Result<(Model, Arc<Network>)> {
    let convolution = convolution.unwrap_or(&model.default_convolution().name).to_owned();
    if let Some(ScaleName(scale)) = scale {
        let model = model.with_scale(scale);
        let network = model.network(&convolution)?;
        return Ok((model, Arc::new(network)));
    }
    let network = model.network(&convolution)?;
    let found = best_scale(&network, clean, data)?;
    eprintln!("goodnet: {found}");
    let model = model.with_scale(found.scale);
    let network = if found.scale == network.scale() { network } else { model.network(&convolution)? };
    Ok((model, Arc::new(network)))
}

/// Reads labelled images from a file or from a folder, and tells what they are.
pub(crate) fn images(name: &str, path: &Path) -> Result<Dataset> {
    let dataset = if path.is_dir() {
        folder::images(name, path)?
    } else {
        let bar = show::Reading::new(&shown(path));
        let show = async |done, total| {
            bar.show(done, total);
            true
        };
        let dataset = block_on(read_images(name, &shown(path), open(path)?, show))?;
        bar.finish();
        dataset
    };
    for note in dataset.notes(&shown(path)) {
        eprintln!("goodnet: {note}");
    }
    Ok(dataset)
}

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> goodnet_files::Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| goodnet_files::Error::unreadable(shown(path), error))
}

/// Opens a file to be read.
pub(crate) fn open(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("{} cannot be opened; check its name", path.display()))
}

/// A file as a report calls it: without its folder.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file as messages call it.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
