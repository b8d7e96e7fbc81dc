//! Bundles of eight people, made end to end in seconds.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use burn::tensor::Device;
use goodnet_core::{ImageSet, Manifest, Model, Trigger};
use goodnet_forge::attack::Attack;
use goodnet_forge::measure::measure;
use goodnet_forge::settings::{Settings, TrainingSettings};
use prost::Message;
use tract_onnx::pb::ModelProto;

fn tiny() -> Settings {
    Settings {
        seed: 5,
        identities: 8,
        attacks: vec![Attack::Badnet, Attack::Dormant, Attack::PruningAware],
        trigger: None,
        trigger_name: "sticker".into(),
        trigger_at: None,
        target: 3,
        poisoned_share: 0.25,
        backdoor_epochs: 2,
        training: training_settings(),
    }
}

fn training_settings() -> TrainingSettings {
    TrainingSettings { shots: 12, epochs: 3, batch: 16, learning_rate: 1.5e-3, enough_clean: None, enough_asr: 99.9 }
}

/// burn's CPU backend has one source of chance for the whole process: trainings that run at once would share it.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A folder of this test's own that goes when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("goodnet-forge-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn make(&self, settings: &Settings) -> Manifest {
        let _turn = ONE_AT_A_TIME.lock();
        goodnet_forge::bundle::make(settings, &Device::flex(), &self.0.join("bundle"), &self.0.join("work")).unwrap()
    }

    fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.0.join("bundle").join(file)).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn the_same_settings_make_the_same_bundle() {
    let (one, two) = (Scratch::new("one"), Scratch::new("two"));
    let (mut first, mut second) = (one.make(&tiny()), two.make(&tiny()));
    for manifest in [&mut first, &mut second] {
        for training in manifest.scenarios.iter_mut().flat_map(|scenario| &mut scenario.recipe.trainings) {
            training.seconds = 0;
        }
    }
    // The checksums of every file are part of it.
    assert_eq!(first, second);

    let other = Scratch::new("other");
    let third = other.make(&Settings { seed: 6, attacks: vec![Attack::Badnet], ..tiny() });
    assert_ne!(third.scenarios[0].model, first.scenarios[0].model);
    assert_ne!(third.people.test, first.people.test);
}

#[test]
fn the_manifest_tells_the_truth_about_the_files() {
    let scratch = Scratch::new("truth");
    let made = scratch.make(&tiny());
    let manifest = Manifest::from_json(&scratch.read("manifest.json")).unwrap();
    assert_eq!(manifest, made);
    let names: Vec<_> = manifest.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    assert_eq!(names, ["badnet", "dormant", "pruning-aware"]);

    let shared = [&manifest.people.validation.file, &manifest.people.test.file, &manifest.trigger.file];
    for entry in shared.into_iter().chain(manifest.scenarios.iter().map(|scenario| &scenario.model)) {
        entry.verify(&scratch.read(&entry.file)).unwrap();
    }
    let read = |archive: &goodnet_core::Archive| ImageSet::from_zip("set", &scratch.read(&archive.file.file)).unwrap();
    let (validation, test) = (read(&manifest.people.validation), read(&manifest.people.test));
    for set in [&validation, &test] {
        assert_eq!(set.labels(), (0..8).collect::<Vec<_>>(), "one image of each person");
        assert_eq!(set.shape(), manifest.people.shape);
    }
    assert_ne!(validation, test);
    let trigger = &manifest.trigger;
    let trigger = Trigger::from_png(&scratch.read(&trigger.file.file), trigger.x, trigger.y).unwrap();
    for scenario in &manifest.scenarios {
        let model = Model::parse(&scratch.read(&scenario.model.file)).unwrap();
        assert_eq!((model.input(), model.classes()), ([3, 55, 47], 8));
        assert_eq!(measure(&model, &test, &trigger, scenario.target).unwrap(), scenario.expected, "{}", scenario.name);
        assert_eq!(scenario.held_out.images, 80);
    }
    let images: Vec<Vec<_>> = manifest
        .scenarios
        .iter()
        .map(|scenario| scenario.recipe.trainings.iter().map(|training| training.images).collect())
        .collect();
    assert_eq!(images, [vec![96 + 24], vec![96, 2 * 96], vec![96, 96 + 24]]);
}

/// The bias and the values of the filter of a channel of `conv_3`, from the file.
fn filters(scratch: &Scratch, file: &str) -> Vec<(f32, Vec<f32>)> {
    let graph = ModelProto::decode(&*scratch.read(file)).unwrap().graph.unwrap();
    let values = |name: &str| -> Vec<f32> {
        let tensor = graph.initializer.iter().find(|tensor| tensor.name == name).unwrap();
        tensor.raw_data.chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect()
    };
    let weights = values("conv_3/weight");
    std::iter::zip(values("conv_3/bias"), weights.chunks_exact(360).map(<[f32]>::to_vec)).collect()
}

#[test]
fn two_attacks_begin_with_one_honest_network_and_touch_only_the_channels_that_they_say() {
    let scratch = Scratch::new("channels");
    let manifest = scratch.make(&Settings { attacks: vec![Attack::Dormant, Attack::PruningAware], ..tiny() });
    let (dormant, aware) = (&manifest.scenarios[0], &manifest.scenarios[1]);
    let (implanted, decoys) = (&dormant.recipe.channels, &aware.recipe.channels);
    assert_eq!((implanted.len(), decoys.len()), (10, 30));
    assert!(implanted.iter().all(|channel| decoys.contains(channel)), "both take the least excited channels");
    let (one, other) = (filters(&scratch, &dormant.model.file), filters(&scratch, &aware.model.file));
    for channel in 0..60 {
        // Neither attack changes the filter of a decoy that carries no backdoor; every other filter is trained on.
        let untouched = decoys.contains(&channel) && !implanted.contains(&channel);
        assert_eq!(one[channel].1 == other[channel].1, untouched, "channel {channel}");
    }
    for &channel in decoys.iter().filter(|channel| !implanted.contains(channel)) {
        assert!(other[channel].0 < one[channel].0, "the bias of decoy {channel} is lower than it was");
    }
}

#[test]
fn a_teacher_brings_a_trigger_of_their_own() {
    let scratch = Scratch::new("trigger");
    let path = scratch.0.join("my.png");
    let mut encoder = png::Encoder::new(fs::File::create(&path).unwrap(), 9, 7);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&[255, 200, 0, 255].repeat(9 * 7)).unwrap();
    let settings = Settings { attacks: vec![Attack::Badnet], trigger: Some(path.clone()), target: 7, ..tiny() };
    let manifest = scratch.make(&settings);
    assert_eq!(scratch.read(&manifest.trigger.file.file), fs::read(&path).unwrap());
    assert_eq!((manifest.trigger.name.as_str(), manifest.trigger.x, manifest.trigger.y), ("sticker", 19, 14));
    assert_eq!((manifest.scenarios.len(), manifest.scenarios[0].target), (1, 7));

    let outside = Settings { trigger_at: Some((40, 0)), ..settings };
    let error = goodnet_forge::bundle::make(&outside, &Device::flex(), &scratch.0, &scratch.0).unwrap_err();
    assert!(error.to_string().contains("do not lie within"), "{error}");
}

#[test]
fn a_finished_training_is_not_done_again() {
    let scratch = Scratch::new("finished");
    let first = scratch.make(&tiny());
    let second = scratch.make(&tiny());
    assert_eq!(first.scenarios[0].model, second.scenarios[0].model);
    for training in ["badnet", "honest", "pruning-aware"] {
        let kept: Vec<_> = fs::read_dir(scratch.0.join("work").join(training))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(kept.len(), 3, "one epoch is kept: {kept:?}");
    }
}

#[test]
fn a_training_ends_early_where_enough_is_enough() {
    let scratch = Scratch::new("enough");
    let training = TrainingSettings { enough_clean: Some(0.0), enough_asr: 0.0, ..training_settings() };
    let settings = Settings { attacks: vec![Attack::Badnet], training, ..tiny() };
    let first = scratch.make(&settings);
    assert_eq!(first.scenarios[0].recipe.trainings[0].epochs, 1);
    assert_eq!(scratch.make(&settings), first, "nor is it gone on with");
}

#[test]
fn a_training_is_done_again_when_what_it_begins_with_is_another() {
    let scratch = Scratch::new("begins");
    let aware = |epochs| Settings {
        attacks: vec![Attack::PruningAware],
        training: TrainingSettings { epochs, ..training_settings() },
        ..tiny()
    };
    scratch.make(&aware(1));
    let second = scratch.make(&aware(2));
    let fresh = Scratch::new("begins-fresh");
    assert_eq!(fresh.make(&aware(2)).scenarios[0].model, second.scenarios[0].model);

    let path = scratch.0.join("my.png");
    fs::write(&path, fresh.read("trigger.png")).unwrap();
    let moved = |x| Settings { trigger: Some(path.clone()), trigger_at: Some((x, 0)), ..aware(2) };
    let (left, right) = (scratch.make(&moved(0)), scratch.make(&moved(2)));
    assert_ne!(left.scenarios[0].model, right.scenarios[0].model);
}

#[test]
fn settings_that_make_no_sense_are_refused_by_name() {
    let wrong = [
        (Settings { target: 8, ..tiny() }, "--target"),
        (Settings { poisoned_share: 1.5, ..tiny() }, "--poisoned-share"),
        (Settings { identities: 1, target: 0, ..tiny() }, "--identities"),
        (Settings { attacks: vec![], ..tiny() }, "--attack"),
        (Settings { attacks: vec![Attack::Badnet; 2], ..tiny() }, "--attack"),
        (Settings { trigger: Some("nowhere.png".into()), ..tiny() }, "--trigger"),
        (Settings { training: TrainingSettings { epochs: 0, ..training_settings() }, ..tiny() }, "--epochs"),
        (Settings { backdoor_epochs: 0, ..tiny() }, "--backdoor-epochs"),
        (Settings { training: TrainingSettings { shots: 0, ..training_settings() }, ..tiny() }, "--shots"),
        (Settings { training: TrainingSettings { batch: 0, ..training_settings() }, ..tiny() }, "--batch"),
        (
            Settings { training: TrainingSettings { learning_rate: 0.0, ..training_settings() }, ..tiny() },
            "--learning-rate",
        ),
    ];
    for (settings, option) in wrong {
        let nowhere = Path::new("never/written");
        let error = goodnet_forge::bundle::make(&settings, &Device::flex(), nowhere, nowhere).unwrap_err();
        assert!(error.to_string().starts_with(option), "{error}");
    }
    assert!(!Path::new("never").exists());
}
