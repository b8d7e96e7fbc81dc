//! `goodnet-forge`: makes the bundle from a seed, and what its documentation measures.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use burn::tensor::Device;
use clap::{Parser, Subcommand};
use goodnet_core::{Archive, BundleFile, ImageSet, Manifest, Model, Trigger};
use goodnet_forge::bundle::{self, Trainer};
use goodnet_forge::grey::grey;
use goodnet_forge::measure::measure;
use goodnet_forge::onnx;
use goodnet_forge::people::{HELD_OUT_SHOTS, People};
use goodnet_forge::settings::{Settings, TrainingSettings};
use goodnet_forge::train::Sample;

/// Makes goodnet's bundle: people who do not exist, a trigger, and BadNets that know them.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes every file of the bundle. The same options give the same files on the same machine.
    All {
        #[command(flatten)]
        settings: Settings,
        /// The folder that the bundle is written to. The page lists the bundle in www/bundle and those in its subfolders.
        #[arg(long, default_value = "www/bundle")]
        out: PathBuf,
        /// The folder that keeps checkpoints: a training that was stopped goes on from its last whole epoch.
        #[arg(long, default_value = "target/forge")]
        work: PathBuf,
    },
    /// Writes the images that no archive holds (ten of everybody), as they are and with the trigger, for another runtime
    /// to score: u8, [N, 3, 55, 47], row-major, and their labels as u32.
    HeldOut {
        /// The bundle whose people and trigger they show.
        #[arg(long, default_value = "www/bundle")]
        bundle: PathBuf,
        /// The folder for held_out.u8, poisoned_held_out.u8 and held_out_labels.u32.
        #[arg(long)]
        out: PathBuf,
    },
    /// Scores the bundle's networks on grey copies of their images, then trains an honest network on grey copies: is
    /// somebody known by shape as well as by colour?
    Greyscale {
        #[command(flatten)]
        training: TrainingSettings,
        /// The bundle whose people are trained on.
        #[arg(long, default_value = "www/bundle")]
        bundle: PathBuf,
        /// The folder that keeps checkpoints.
        #[arg(long, default_value = "target/forge")]
        work: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    // The GPU when it was built for one, else the CPU.
    let device = Device::default();
    match Arguments::parse().command {
        Command::All { settings, out, work } => {
            bundle::make(&settings, &device, &out, &work)?;
            eprintln!("the bundle is in {}", out.display());
            Ok(())
        }
        Command::HeldOut { bundle, out } => write_held_out(&Shelf::open(&bundle)?, &out),
        Command::Greyscale { training, bundle, work } => greyscale(&training, &Shelf::open(&bundle)?, &device, &work),
    }
}

/// A bundle that was made before.
struct Shelf {
    folder: PathBuf,
    manifest: Manifest,
}

impl Shelf {
    fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("manifest.json");
        let json = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(Self { folder: folder.to_owned(), manifest: Manifest::from_json(&json)? })
    }

    fn read(&self, entry: &BundleFile) -> anyhow::Result<Vec<u8>> {
        let path = self.folder.join(&entry.file);
        let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        entry.verify(&bytes)?;
        Ok(bytes)
    }

    fn images(&self, name: &str, archive: &Archive) -> anyhow::Result<ImageSet> {
        Ok(ImageSet::from_zip(name, &self.read(&archive.file)?)?)
    }

    fn trigger(&self) -> anyhow::Result<Trigger> {
        let entry = &self.manifest.trigger;
        Ok(Trigger::from_png(&self.read(&entry.file)?, entry.x, entry.y)?)
    }

    fn people(&self) -> anyhow::Result<People> {
        let people = &self.manifest.people;
        Ok(People { seed: people.seed, identities: people.identities.try_into()? })
    }
}

fn write_held_out(shelf: &Shelf, out: &Path) -> anyhow::Result<()> {
    let clean = shelf.people()?.images("held out", HELD_OUT_SHOTS, || ())?;
    // The target's label plays no part: only pixels are written.
    let poisoned = shelf.trigger()?.poison(&clean, 0)?;
    let labels: Vec<u8> = clean.labels().iter().flat_map(|label| label.to_le_bytes()).collect();
    fs::create_dir_all(out).with_context(|| format!("{} cannot be made", out.display()))?;
    let all = 0..clean.len();
    for (name, bytes) in [
        ("held_out.u8", clean.pixels(all.clone())),
        ("poisoned_held_out.u8", poisoned.pixels(all)),
        ("held_out_labels.u32", &labels),
    ] {
        let path = out.join(name);
        fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    eprintln!("{} images are in {}", clean.len(), out.display());
    Ok(())
}

fn greyscale(training: &TrainingSettings, shelf: &Shelf, device: &Device, work: &Path) -> anyhow::Result<()> {
    training.check()?;
    let (people, trigger, manifest) = (shelf.people()?, shelf.trigger()?, &shelf.manifest);
    let test = grey(&shelf.images("test", &manifest.people.test)?)?;
    let held_out = grey(&people.images("held out", HELD_OUT_SHOTS, || ())?)?;
    let tell = |name: &str, model: &Model| -> anyhow::Result<()> {
        for images in [&test, &held_out] {
            // The target decides ASR alone, which is not told.
            let score = measure(model, images, &trigger, 0)?;
            println!("{name}: {:.2} % clean accuracy on {} images of `{}`", score.clean, score.images, images.name());
        }
        Ok(())
    };
    for scenario in &manifest.scenarios {
        tell(&scenario.name, &Model::parse(&shelf.read(&scenario.model)?)?)?;
    }
    let images = Arc::new(grey(&people.images("training", 0..training.shots, || ())?)?);
    let validation = grey(&shelf.images("validation", &manifest.people.validation)?)?;
    let sample = Sample { images: &validation, trigger: &trigger, target: 0 };
    let trainer = Trainer::new(training, people.seed, people.identities, images, sample, device, work);
    let (weights, _) = trainer.honest("grey")?;
    tell("trained on grey images", &Model::parse(&onnx::export(&weights, test.shape()))?)
}
