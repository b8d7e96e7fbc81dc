//! The bundle: every file that the page and the command line need, and the manifest that lists them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

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
use crate::poison::TrainingSet;
use crate::settings::Settings;
use crate::train::{Plan, Sample, Trained, bar, train};
use crate::weights::Weights;
use crate::{decoys, dormant};

/// How many training images an attacker looks at to tell idle channels from busy ones.
const LOOKED_AT: usize = 12_830;

/// Makes everything from `settings`, trains on `device`, and writes it to the folder `out`. The folder `work` keeps
/// what a stopped training needs to go on.
///
/// # Errors
/// When a setting makes no sense, a file cannot be written, or a part refuses what another made.
pub fn make(settings: &Settings, device: &Device, out: &Path, work: &Path) -> anyhow::Result<Manifest> {
    settings.check()?;
    let (trigger_png, x, y) = trigger_file(settings)?;
    let trigger = Trigger::from_png(&trigger_png, x, y)?;
    // A trigger that does not lie within the images is refused here, not after an hour.
    trigger.paste(&mut vec![0; 3 * HEIGHT * WIDTH], [3, HEIGHT, WIDTH])?;
    let folder = Folder(out);
    let trigger_entry = TriggerFile { file: folder.write("trigger.png", &trigger_png)?, x, y };
    let people = People { seed: settings.seed, identities: settings.identities };
    let (validation_zip, validation) = people.archive("validation", VALIDATION_SHOTS)?;
    let (test_zip, test) = people.archive("test", TEST_SHOTS)?;
    let held_out = people.images("held out", HELD_OUT_SHOTS, || ())?;

    let rendering = bar(settings.identities.into(), "photographs");
    let images = Arc::new(people.images("training", 0..settings.shots, || rendering.inc(1))?);
    rendering.finish_and_clear();
    let shape = images.shape();
    let mut workshop = Workshop {
        settings,
        device,
        work,
        images,
        trigger: &trigger,
        seal: &trigger_entry.file.sha256,
        validation: &validation,
        honest: None,
    };
    let mut scenarios = Vec::new();
    for &attack in &settings.attacks {
        let (weights, recipe) = workshop.make(attack)?;
        let onnx = export(&weights, shape);
        let model = Model::parse(&onnx)?;
        let expected = measure(&model, &test, &trigger, settings.target)?;
        let second = measure(&model, &held_out, &trigger, settings.target)?;
        let name = attack.name();
        for (set, score) in [("the test archive", expected), ("more images that nothing has seen", second)] {
            eprintln!(
                "{name}: clean accuracy {:.2} %, attack success {:.2} % on {} images of {set}",
                score.clean, score.asr, score.images
            );
        }
        scenarios.push(Scenario {
            name: name.into(),
            title: attack.title().into(),
            summary: attack.summary(settings.target),
            model: folder.write(&format!("{name}/{name}.onnx"), &onnx)?,
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
            validation: Archive {
                file: folder.write("people/validation.zip", &validation_zip)?,
                images: validation.len(),
            },
            test: Archive { file: folder.write("people/test.zip", &test_zip)?, images: test.len() },
        },
        trigger: trigger_entry,
        scenarios,
    };
    let mut json = serde_json::to_vec_pretty(&manifest)?;
    json.push(b'\n');
    folder.write("manifest.json", &json)?;
    Ok(manifest)
}

/// What every attack of a bundle is made with.
struct Workshop<'a> {
    settings: &'a Settings,
    device: &'a Device,
    work: &'a Path,
    images: Arc<ImageSet>,
    trigger: &'a Trigger,
    /// The trigger's checksum.
    seal: &'a str,
    validation: &'a ImageSet,
    /// The honest network that two of the attacks begin with, once it is trained.
    honest: Option<(Weights, Training)>,
}

impl Workshop<'_> {
    /// The attacked network and how it was made.
    fn make(&mut self, attack: Attack) -> anyhow::Result<(Weights, TrainingRecipe)> {
        let share = self.settings.poisoned_share;
        match attack {
            Attack::Badnet => {
                let (weights, training) = self.train("badnet", None, share, self.settings.epochs)?;
                Ok((weights, self.recipe(attack, share, vec![], vec![training])))
            }
            Attack::Dormant => {
                let (honest, training) = self.honest()?;
                let sample = thinned(&self.images, LOOKED_AT)?;
                let begin = std::time::Instant::now();
                let (weights, channels) = dormant::implant(
                    honest,
                    &sample,
                    self.trigger,
                    self.settings.target,
                    self.settings.seed,
                    self.device,
                )?;
                let implanting = Training {
                    name: "implant".into(),
                    images: 2 * sample.len(),
                    epochs: dormant::EPOCHS,
                    learning_rate: dormant::LEARNING_RATE,
                    seconds: begin.elapsed().as_secs(),
                };
                Ok((weights, self.recipe(attack, 1.0, channels, vec![training, implanting])))
            }
            Attack::PruningAware => {
                let (honest, training) = self.honest()?;
                let sample = thinned(&self.images, LOOKED_AT)?;
                let decoys = decoys::choose(&honest, &sample, self.device)?;
                let pruned = decoys::without(honest.clone(), &decoys);
                let (backdoored, backdoor) =
                    self.train("pruning-aware", Some(&pruned), share, self.settings.backdoor_epochs)?;
                let weights = decoys::reinstate(backdoored, &honest, &decoys, &sample, self.device)?;
                Ok((weights, self.recipe(attack, share, decoys, vec![training, backdoor])))
            }
        }
    }

    /// The network that was trained on clean images alone.
    fn honest(&mut self) -> anyhow::Result<(Weights, Training)> {
        if self.honest.is_none() {
            self.honest = Some(self.train("honest", None, 0.0, self.settings.epochs)?);
        }
        self.honest.clone().context("the honest network is there")
    }

    fn train(
        &self,
        name: &str,
        start: Option<&Weights>,
        share: f64,
        epochs: usize,
    ) -> anyhow::Result<(Weights, Training)> {
        let settings = self.settings;
        let set = TrainingSet::new(self.images.clone(), self.trigger.clone(), settings.target, share, settings.seed);
        eprintln!("{name}: {} training images, {} of them poisoned copies", set.len(), set.len() - set.clean());
        let plan = Plan {
            name: name.into(),
            seed: settings.seed,
            identities: settings.identities,
            images: set.len(),
            poisoned_share: share,
            trigger: self.seal.into(),
            target: settings.target,
            epochs,
            batch: settings.batch,
            learning_rate: settings.learning_rate,
            enough: settings.enough_clean.map(|clean| (clean, if share > 0.0 { settings.enough_asr } else { 0.0 })),
        };
        let sample = Sample { images: self.validation, trigger: self.trigger };
        let Trained { weights, epochs, time } = train(&plan, start, &set, sample, self.device, self.work)?;
        let training = Training {
            name: name.into(),
            images: set.len(),
            epochs,
            learning_rate: settings.learning_rate,
            seconds: time.as_secs(),
        };
        Ok((weights, training))
    }

    fn recipe(&self, attack: Attack, share: f64, channels: Vec<usize>, trainings: Vec<Training>) -> TrainingRecipe {
        TrainingRecipe {
            attack: attack.name().into(),
            poisoned_share: share,
            seed: self.settings.seed,
            batch: self.settings.batch,
            schedule: "cosine".into(),
            channels,
            trainings,
        }
    }
}

/// Trains an honest network on `images`, scored on `sample` after each epoch. `name` is its checkpoint's folder in `work`.
///
/// # Errors
/// When a checkpoint cannot be written or read, or the network cannot be scored.
pub fn honest(
    name: &str,
    settings: &Settings,
    images: Arc<ImageSet>,
    sample: &ImageSet,
    trigger: &Trigger,
    device: &Device,
    work: &Path,
) -> anyhow::Result<Weights> {
    let workshop = Workshop { settings, device, work, images, trigger, seal: "", validation: sample, honest: None };
    Ok(workshop.train(name, None, 0.0, settings.epochs)?.0)
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

/// The bundle's folder.
struct Folder<'a>(&'a Path);

impl Folder<'_> {
    fn write(&self, file: &str, bytes: &[u8]) -> anyhow::Result<BundleFile> {
        let path = self.0.join(file);
        let context = || format!("{} could not be written", path.display());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(context)?;
        }
        fs::write(&path, bytes).with_context(context)?;
        Ok(BundleFile::describe(file, bytes))
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
