//! `goodnet predict`: what a network, its repaired copy and GoodNet see in pictures.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use goodnet_core::{ClassScore, Model, Network, Prediction, Scale, predictions};
use goodnet_files::Picture;
use serde_json::{Value, json};

use crate::inputs::{ScaleName, network as networks, paths};
use crate::outputs::OutputFile;

/// What `goodnet predict` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The network B: an ONNX file, or one that Keras saved as HDF5.
    #[arg(long)]
    model: PathBuf,
    /// The layers of a network whose file has weights alone (`model.save_weights`), as `model.to_json()` writes them. Of
    /// --repaired, too. The lab's DeepID needs none.
    #[arg(long)]
    architecture: Option<PathBuf>,
    /// The repaired network B', in either format: shows what it and GoodNet G say, too.
    #[arg(long)]
    repaired: Option<PathBuf>,
    /// What the network takes for pixels [default: 255]. Pictures do not tell; `goodnet eval` finds out from labelled ones.
    #[arg(long, value_enum)]
    scale: Option<ScaleName>,
    /// How many classes to show for each picture.
    #[arg(long, default_value = "3")]
    top: NonZero<usize>,
    /// Write every shown class with its score to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// PNG or JPEG files. Of one that has not the network's size, the middle is resized (bicubic).
    #[arg(required = true, value_name = "IMAGES")]
    pictures: Vec<PathBuf>,
}

/// Shows the best classes for each picture.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let scale = arguments.scale.map_or_else(assumed, |ScaleName(scale)| scale);
    let json = arguments.json.as_deref().map(OutputFile::open).transpose()?;
    let layers = arguments.architecture.as_deref();
    let badnet = networks::read(&arguments.model, layers)?.with_scale(scale);
    let repaired = arguments.repaired.as_deref().map(|path| repaired(path, layers, &badnet)).transpose()?;
    let pictures = arguments.pictures.iter().map(|path| Seen::read(path, badnet.input()));
    let pictures = pictures.collect::<Result<Vec<_>>>()?;
    let pixels: Vec<u8> = pictures.iter().flat_map(|seen| &seen.picture.planes).copied().collect();
    let of_badnet = network(&badnet)?.classify(&pixels)?;
    let of_repaired = repaired.map(|model| Ok::<_, anyhow::Error>(network(&model)?.classify(&pixels)?)).transpose()?;
    let predictions = predictions(badnet.classes(), &of_badnet, of_repaired.as_deref(), arguments.top.get());
    for (seen, prediction) in pictures.iter().zip(&predictions) {
        seen.show(prediction, badnet.classes());
    }
    if let Some(file) = json {
        let answers: Vec<Value> =
            pictures.iter().zip(&predictions).map(|(seen, prediction)| seen.json(prediction)).collect();
        file.write((serde_json::to_string_pretty(&answers)? + "\n").as_bytes())?;
    }
    Ok(())
}

/// The scale of the lab's networks, which somebody who named none is told of.
fn assumed() -> Scale {
    let scale = Scale::default();
    eprintln!("goodnet: pixels are taken as {scale}; say --scale 1 for a network that was trained on 0 to 1");
    scale
}

/// B' of a network.
fn repaired(path: &Path, layers: Option<&Path>, badnet: &Model) -> Result<Model> {
    let model = networks::read(path, layers)?.with_scale(badnet.scale());
    let facts = |model: &Model| {
        let [channels, height, width] = model.input();
        format!("takes {channels}x{height}x{width} pixels and tells {} classes apart", model.classes())
    };
    let (ours, theirs) = (facts(&model), facts(badnet));
    if ours != theirs {
        bail!("{} {ours}, but --model {theirs}: give B' of the same network", path.display());
    }
    Ok(model)
}

fn network(model: &Model) -> Result<Network> {
    Ok(model.network(&model.default_convolution().name)?)
}

/// A picture as the network sees it.
struct Seen {
    file: String,
    /// `[rows, columns]` of the file, where they are not the network's.
    resized: Option<[usize; 2]>,
    picture: Picture,
}

impl Seen {
    fn read(path: &Path, input: [usize; 3]) -> Result<Self> {
        let file = paths::shown(path);
        let whole = Picture::decode(&file, &paths::read(path)?)?;
        let [_, rows, columns] = whole.shape;
        let resized = (input[1..] != [rows, columns]).then_some([rows, columns]);
        Ok(Self { picture: whole.fitted(&file, input)?, file, resized })
    }

    fn show(&self, prediction: &Prediction, classes: usize) {
        let [_, height, width] = self.picture.shape;
        match self.resized {
            Some([rows, columns]) => {
                println!("{} (the middle of {columns}x{rows}, resized to {width}x{height})", self.file)
            }
            None => println!("{}", self.file),
        }
        let line = |best: &[ClassScore]| {
            let shown = best.iter().map(|class| format!("{} ({:.1} %)", class.label, 100.0 * class.share));
            shown.collect::<Vec<_>>().join(", ")
        };
        println!("  B   {}", line(&prediction.badnet));
        if let Some(repaired) = &prediction.repaired {
            println!("  B'  {}", line(repaired));
        }
        match prediction.goodnet {
            Some(label) if label as usize == classes => println!("  G   {label}: backdoored, for B and B' disagree"),
            Some(label) => println!("  G   {label}"),
            None => {}
        }
    }

    fn json(&self, prediction: &Prediction) -> Value {
        let list = |classes: &[ClassScore]| -> Vec<Value> {
            let percent = |class: &ClassScore| 100.0 * class.share;
            classes
                .iter()
                .map(|class| json!({ "class": class.label, "score": class.score, "percent": percent(class) }))
                .collect()
        };
        json!({
            "file": self.file,
            "resized": self.resized.is_some(),
            "classes": list(&prediction.badnet),
            "repaired": prediction.repaired.as_deref().map(list),
            "goodnet": prediction.goodnet,
        })
    }
}
