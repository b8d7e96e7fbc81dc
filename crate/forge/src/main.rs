//! `goodnet-forge`: makes the bundle from a seed, and what its documentation measures.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use burn::tensor::Device;
use clap::{Parser, Subcommand};
use goodnet_core::{ImageSet, Manifest, Model, Trigger};
use goodnet_forge::grey::grey;
use goodnet_forge::measure::measure;
use goodnet_forge::people::{HELD_OUT_SHOTS, People};
use goodnet_forge::settings::Settings;
use goodnet_forge::{bundle, onnx};

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
        settings: Settings,
        /// The bundle that these settings made.
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
        Command::Greyscale { settings, bundle, work } => greyscale(&settings, &Shelf::open(&bundle)?, &device, &work),
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

    fn read(&self, file: &str) -> anyhow::Result<Vec<u8>> {
        let path = self.folder.join(file);
        fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))
    }

    fn trigger(&self) -> anyhow::Result<Trigger> {
        let entry = &self.manifest.trigger;
        Ok(Trigger::from_png(&self.read(&entry.file.file)?, entry.x, entry.y)?)
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

fn greyscale(settings: &Settings, shelf: &Shelf, device: &Device, work: &Path) -> anyhow::Result<()> {
    settings.check()?;
    let (people, trigger) = (shelf.people()?, shelf.trigger()?);
    let test = ImageSet::from_zip("test", &shelf.read(&shelf.manifest.people.test.file.file)?)?;
    let (grey_test, grey_held_out) = (grey(&test)?, grey(&people.images("held out", HELD_OUT_SHOTS, || ())?)?);
    let tell = |name: &str, model: &Model, target| -> anyhow::Result<()> {
        for images in [&grey_test, &grey_held_out] {
            let score = measure(model, images, &trigger, target)?;
            println!("{name}: {:.2} % clean accuracy on {} grey images", score.clean, score.images);
        }
        Ok(())
    };
    for scenario in &shelf.manifest.scenarios {
        tell(&scenario.name, &Model::parse(&shelf.read(&scenario.model.file)?)?, scenario.target)?;
    }
    let training = Arc::new(grey(&people.images("training", 0..settings.shots, || ())?)?);
    let weights = bundle::honest("grey", settings, training, &grey_test, &trigger, device, work)?;
    tell("trained on grey images", &Model::parse(&onnx::export(&weights, test.shape()))?, settings.target)
}
