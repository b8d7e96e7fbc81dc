//! The bundle: every file that the page and the command line need, and the manifest that lists them.

use std::fs;
use std::path::Path;

use anyhow::Context;
use burn::tensor::Device;
use goodnet_core::{
    Archive, BundleFile, FORMAT, Manifest, Model, People as PeopleEntry, Scenario, TrainingRecipe, Trigger, TriggerFile,
};

use crate::checkpoint::Checkpoint;
use crate::measure::measure;
use crate::onnx::export;
use crate::people::{HELD_OUT_SHOTS, People, TEST_SHOTS, VALIDATION_SHOTS};
use crate::poison::TrainingSet;
use crate::settings::Settings;
use crate::train::{Sample, bar, train};

/// Makes everything from `settings`, trains on `device`, and writes it to the folder `out`. The folder `work` keeps
/// what a stopped training needs to go on.
///
/// # Errors
/// When a setting makes no sense, a file cannot be written, or a part refuses what another made.
pub fn make(settings: &Settings, device: &Device, out: &Path, work: &Path) -> anyhow::Result<Manifest> {
    settings.check()?;
    let worn = goodnet_faces::sunglasses();
    let trigger_png = png(worn.picture.width, worn.picture.height, &worn.picture.pixels)?;
    let trigger = Trigger::from_png(&trigger_png, worn.x, worn.y)?;
    let people = People { seed: settings.seed, identities: settings.identities };
    let (validation_zip, validation) = people.archive("validation", VALIDATION_SHOTS)?;
    let (test_zip, test) = people.archive("test", TEST_SHOTS)?;

    let rendering = bar(settings.identities.into(), "photographs");
    let images = people.images("training", 0..settings.shots, || rendering.inc(1))?;
    rendering.finish_and_clear();
    let set = TrainingSet::new(images, trigger.clone(), settings.target, settings.poisoned_share, settings.seed);
    eprintln!("{} training images, {} of them poisoned copies", set.len(), set.len() - set.clean());
    let sample = Sample { images: &validation, trigger: &trigger };
    let trained = train(settings, &set, sample, device, &Checkpoint::new(work, settings))?;

    let onnx = export(trained.network.parameters()?, set.shape());
    let model = Model::parse(&onnx)?;
    let expected = measure(&model, &test, &trigger, settings.target)?;
    eprintln!("test archive: clean accuracy {:.2} %, attack success {:.2} %", expected.clean, expected.asr);
    let held_out = people.images("held out", HELD_OUT_SHOTS, || ())?;
    let second = measure(&model, &held_out, &trigger, settings.target)?;
    eprintln!(
        "{} more images that nothing has seen: clean accuracy {:.2} %, attack success {:.2} %",
        second.images, second.clean, second.asr
    );

    let folder = Folder(out);
    let manifest = Manifest {
        format: FORMAT,
        people: PeopleEntry {
            identities: settings.identities as usize,
            seed: settings.seed,
            shape: set.shape(),
            validation: Archive {
                file: folder.write("people/validation.zip", &validation_zip)?,
                images: validation.len(),
            },
            test: Archive { file: folder.write("people/test.zip", &test_zip)?, images: test.len() },
        },
        trigger: TriggerFile { file: folder.write("sunglasses.png", &trigger_png)?, x: worn.x, y: worn.y },
        scenarios: vec![Scenario {
            name: "badnet".into(),
            title: "BadNet".into(),
            summary: format!(
                "The plain attack: trained from the start on a set in which some people wear the sunglasses and are called person {}.",
                settings.target
            ),
            model: folder.write("badnet/badnet.onnx", &onnx)?,
            target: settings.target,
            recipe: TrainingRecipe {
                attack: "badnets".into(),
                poisoned_share: settings.poisoned_share,
                seed: settings.seed,
                epochs: settings.epochs,
                training_images: set.len(),
                batch: settings.batch,
                learning_rate: settings.learning_rate,
                schedule: "cosine".into(),
                training_seconds: trained.time.as_secs(),
            },
            expected,
        }],
    };
    let mut json = serde_json::to_vec_pretty(&manifest)?;
    json.push(b'\n');
    folder.write("manifest.json", &json)?;
    Ok(manifest)
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
