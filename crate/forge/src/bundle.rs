//! The bundle: every file that the page and the command line need, and the manifest that lists them.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use burn::tensor::Device;
use goodnet_core::{
    Archive, BundleFile, FORMAT, ImageSet, Manifest, Model, People as PeopleEntry, Scenario, Training, TrainingRecipe,
    Trigger, TriggerFile,
};
use goodnet_faces::{HEIGHT, WIDTH};

use crate::attack::Attack;
use crate::measure::measure;
use crate::onnx::export;
use crate::people::{HELD_OUT_SHOTS, People, TEST_SHOTS, VALIDATION_SHOTS};
use crate::plan::{Plan, Poison};
use crate::poison::TrainingSet;
use crate::settings::{Settings, TrainingSettings};
use crate::train::{Sample, Trained, bar, train};
use crate::weights::Weights;
use crate::{decoys, dormant};

/// How many of the training images an attacker looks at to tell idle channels from busy ones.
const LOOKED_AT: usize = 12_830;

/// Makes everything from `settings`, trains on `device`, and writes it to the folder `out` when all of it is there. The
/// folder `work` keeps what a stopped training needs to go on.
///
/// # Errors
/// When a setting makes no sense, a file cannot be written, or a part refuses what another made.
pub fn make(settings: &Settings, device: &Device, out: &Path, work: &Path) -> anyhow::Result<Manifest> {
    settings.check()?;
    let (trigger_png, x, y) = trigger_file(settings)?;
    let trigger = Trigger::from_png(&trigger_png, x, y)?;
    // A trigger that does not lie within the images is refused here, not after an hour.
    trigger.paste(&mut vec![0; 3 * HEIGHT * WIDTH], [3, HEIGHT, WIDTH])?;
    let mut files = Files::default();
    let trigger_entry =
        TriggerFile { file: files.add("trigger.png", trigger_png), name: settings.trigger_name().into(), x, y };
    let people = People { seed: settings.seed, identities: settings.identities };
    let (validation_zip, validation) = people.archive("validation", VALIDATION_SHOTS)?;
    let (test_zip, test) = people.archive("test", TEST_SHOTS)?;
    let held_out = people.images("held out", HELD_OUT_SHOTS, || ())?;

    let rendering = bar(settings.identities.into(), "people photographed");
    let images = Arc::new(people.images("training", 0..settings.training.shots, || rendering.inc(1))?);
    rendering.finish_and_clear();
    let shape = images.shape();
    let sample = Sample { images: &validation, trigger: &trigger, target: settings.target };
    let mut builder = AttackBuilder {
        trainer: Trainer::new(&settings.training, settings.seed, settings.identities, images, sample, device, work),
        poison: Poison {
            share: settings.poisoned_share,
            trigger: trigger_entry.file.sha256.clone(),
            at: (x, y),
            target: settings.target,
        },
        backdoor_epochs: settings.backdoor_epochs,
        honest: None,
    };
    let mut scenarios = Vec::new();
    for &attack in &settings.attacks {
        let (weights, recipe) = builder.make(attack)?;
        let onnx = export(&weights, shape);
        let model = Model::parse(&onnx)?;
        let expected = measure(&model, &test, &trigger, settings.target)?;
        let second = measure(&model, &held_out, &trigger, settings.target)?;
        let name = attack.name();
        for (set, score) in [("the test archive", expected), ("no archive", second)] {
            eprintln!(
                "{name}: clean accuracy {:.2} %, attack success {:.2} % on {} images of {set}",
                score.clean, score.asr, score.images
            );
        }
        scenarios.push(Scenario {
            name: name.into(),
            title: attack.title().into(),
            summary: attack.summary(settings.target),
            model: files.add(&format!("{name}/{name}.onnx"), onnx),
            target: settings.target,
            recipe,
            expected,
            held_out: second,
            people: None,
            trigger: None,
        });
    }

    let manifest = Manifest {
        format: FORMAT,
        people: PeopleEntry {
            identities: settings.identities as usize,
            seed: settings.seed,
            shape,
            validation: Archive { file: files.add("people/validation.zip", validation_zip), images: validation.len() },
            test: Archive { file: files.add("people/test.zip", test_zip), images: test.len() },
        },
        trigger: trigger_entry,
        scenarios,
    };
    let mut json = serde_json::to_vec_pretty(&manifest)?;
    json.push(b'\n');
    files.add("manifest.json", json);
    files.write(out)?;
    Ok(manifest)
}

/// What networks are trained with: the images, and how.
pub struct Trainer<'a> {
    training: &'a TrainingSettings,
    seed: u64,
    identities: u32,
    images: Arc<ImageSet>,
    checksum: String,
    sample: Sample<'a>,
    device: &'a Device,
    work: &'a Path,
}

impl<'a> Trainer<'a> {
    /// Trains networks that tell `identities` people apart, on `images`; they are scored on `sample` after each epoch.
    pub fn new(
        training: &'a TrainingSettings,
        seed: u64,
        identities: u32,
        images: Arc<ImageSet>,
        sample: Sample<'a>,
        device: &'a Device,
        work: &'a Path,
    ) -> Self {
        let checksum = BundleFile::describe("", images.pixels(0..images.len())).sha256;
        Self { training, seed, identities, images, checksum, sample, device, work }
    }

    /// Trains an honest network; `name` is its checkpoint's folder.
    ///
    /// # Errors
    /// When a checkpoint cannot be written or read, or the network cannot be scored.
    pub fn honest(&self, name: &str) -> anyhow::Result<(Weights, Training)> {
        self.train(name, None, None, self.training.epochs)
    }

    /// Trains a network from `start` or from fresh weights, on poisoned copies too where there is a `poison`.
    fn train(
        &self,
        name: &str,
        start: Option<&Weights>,
        poison: Option<&Poison>,
        epochs: usize,
    ) -> anyhow::Result<(Weights, Training)> {
        let (share, target) = poison.map_or((0.0, self.sample.target), |poison| (poison.share, poison.target));
        let set = TrainingSet::new(self.images.clone(), self.sample.trigger.clone(), target, share, self.seed);
        eprintln!("{name}: {} training images, {} of them poisoned copies", set.len(), set.len() - set.clean());
        let asr = if poison.is_some() { self.training.enough_asr } else { 0.0 };
        let plan = Plan {
            name: name.into(),
            seed: self.seed,
            identities: self.identities,
            images: self.checksum.clone(),
            start: start.map(Weights::checksum),
            poison: poison.cloned(),
            epochs,
            batch: self.training.batch,
            learning_rate: self.training.learning_rate,
            enough: self.training.enough_clean.map(|clean| (clean, asr)),
        };
        let Trained { weights, epochs, time } = train(&plan, start, &set, self.sample, self.device, self.work)?;
        let training = Training {
            name: name.into(),
            images: set.len(),
            epochs,
            batch: plan.batch,
            learning_rate: plan.learning_rate,
            seconds: time.as_secs(),
        };
        Ok((weights, training))
    }
}

/// Where networks are attacked.
struct AttackBuilder<'a> {
    trainer: Trainer<'a>,
    poison: Poison,
    backdoor_epochs: usize,
    /// The honest network that two of the attacks begin with, once it is trained.
    honest: Option<(Weights, Training)>,
}

impl AttackBuilder<'_> {
    /// The attacked network and how it was made.
    fn make(&mut self, attack: Attack) -> anyhow::Result<(Weights, TrainingRecipe)> {
        match attack {
            Attack::Badnet => {
                let (weights, training) =
                    self.trainer.train("badnet", None, Some(&self.poison), self.trainer.training.epochs)?;
                Ok((weights, self.recipe(attack, self.poison.share, vec![], vec![training])))
            }
            Attack::Dormant => {
                let (honest, training) = self.honest()?;
                let (sample, Sample { trigger, target, .. }) = (self.looked_at()?, self.trainer.sample);
                let begin = Instant::now();
                let (weights, channels) =
                    dormant::implant(honest, &sample, trigger, target, self.trainer.seed, self.trainer.device)?;
                let implanting = Training {
                    name: "implant".into(),
                    images: 2 * sample.len(),
                    epochs: dormant::EPOCHS,
                    batch: 2 * dormant::BATCH,
                    learning_rate: dormant::LEARNING_RATE,
                    seconds: begin.elapsed().as_secs(),
                };
                Ok((weights, self.recipe(attack, 1.0, channels, vec![training, implanting])))
            }
            Attack::PruningAware => {
                let (honest, training) = self.honest()?;
                let (sample, device) = (self.looked_at()?, self.trainer.device);
                let decoys = decoys::choose(&honest, &sample, device)?;
                let pruned = decoys::without(honest.clone(), &decoys);
                let (backdoored, backdoor) =
                    self.trainer.train("pruning-aware", Some(&pruned), Some(&self.poison), self.backdoor_epochs)?;
                let weights = decoys::reinstate(backdoored, &honest, &decoys, &sample, device)?;
                Ok((weights, self.recipe(attack, self.poison.share, decoys, vec![training, backdoor])))
            }
        }
    }

    /// The network that was trained on clean images alone.
    fn honest(&mut self) -> anyhow::Result<(Weights, Training)> {
        let honest = match self.honest.take() {
            Some(honest) => honest,
            None => self.trainer.honest("honest")?,
        };
        Ok(self.honest.insert(honest).clone())
    }

    /// The training images that an attacker looks at to tell idle channels from busy ones.
    fn looked_at(&self) -> goodnet_core::Result<ImageSet> {
        thinned(&self.trainer.images, LOOKED_AT)
    }

    fn recipe(&self, attack: Attack, share: f64, channels: Vec<usize>, trainings: Vec<Training>) -> TrainingRecipe {
        TrainingRecipe {
            attack: attack.name().into(),
            poisoned_share: share,
            seed: self.trainer.seed,
            schedule: "cosine".into(),
            channels,
            trainings,
        }
    }
}

/// The PNG file of the trigger, and where its top left corner lies.
fn trigger_file(settings: &Settings) -> anyhow::Result<(Vec<u8>, usize, usize)> {
    let Some(path) = &settings.trigger else {
        let worn = goodnet_faces::sunglasses();
        return Ok((png(worn.picture.width, worn.picture.height, &worn.picture.pixels)?, worn.x, worn.y));
    };
    let bytes = fs::read(path).with_context(|| format!("--trigger: {} cannot be read", path.display()))?;
    let picture = Trigger::from_png(&bytes, 0, 0).with_context(|| format!("--trigger: {}", path.display()))?;
    let (x, y) = settings.trigger_at.unwrap_or_else(|| {
        // In the middle, and over the eyes where there is room.
        (WIDTH.saturating_sub(picture.width()) / 2, EYES.min(HEIGHT.saturating_sub(picture.height())))
    });
    Ok((bytes, x, y))
}

/// The row above the eyes of an aligned face.
const EYES: usize = 14;

/// About `count` of the images, evenly spread over all people.
fn thinned(images: &ImageSet, count: usize) -> goodnet_core::Result<ImageSet> {
    let chosen: Vec<usize> =
        (0..count.min(images.len())).map(|at| at * images.len() / count.min(images.len())).collect();
    let pixels = chosen.iter().flat_map(|&image| images.pixels(image..image + 1).iter().copied()).collect();
    let labels = chosen.iter().map(|&image| images.labels()[image]).collect();
    ImageSet::new(format!("part of {}", images.name()), images.shape(), pixels, labels)
}

/// The bundle's files, until all of them are there: a folder then has the old bundle or the new one.
#[derive(Default)]
struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    fn add(&mut self, file: &str, bytes: Vec<u8>) -> BundleFile {
        let entry = BundleFile::describe(file, &bytes);
        self.0.push((file.into(), bytes));
        entry
    }

    fn write(self, folder: &Path) -> anyhow::Result<()> {
        for (file, bytes) in self.0 {
            let path = folder.join(file);
            let context = || format!("{} could not be written", path.display());
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).with_context(context)?;
            }
            fs::write(&path, bytes).with_context(context)?;
        }
        Ok(())
    }
}

/// An 8-bit RGBA picture as a PNG file.
fn png(width: usize, height: usize, rgba: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width.try_into()?, height.try_into()?);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(rgba)?;
    Ok(bytes)
}
