//! A bundle of eight people, made end to end in seconds.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use goodnet_core::{ImageSet, Manifest, Model, Trigger};
use goodnet_forge::measure::measure;
use goodnet_forge::settings::Settings;

const TINY: Settings = Settings {
    seed: 5,
    identities: 8,
    shots: 12,
    epochs: 3,
    poisoned_share: 0.25,
    target: 3,
    batch: 16,
    learning_rate: 1.5e-3,
};

/// A folder of this test's own that goes when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("goodnet-forge-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn make(&self, settings: &Settings) -> Manifest {
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
    let (mut first, mut second) = (one.make(&TINY), two.make(&TINY));
    for manifest in [&mut first, &mut second] {
        manifest.scenarios[0].recipe.training_seconds = 0;
    }
    // The checksums of every file are part of it.
    assert_eq!(first, second);

    let other = Scratch::new("other");
    let third = other.make(&Settings { seed: 6, ..TINY });
    assert_ne!(first.scenarios[0].model.sha256, third.scenarios[0].model.sha256);
    assert_ne!(first.people.test.file.sha256, third.people.test.file.sha256);
}

#[test]
fn the_manifest_tells_the_truth_about_the_files() {
    let scratch = Scratch::new("truth");
    let made = scratch.make(&TINY);
    let manifest = Manifest::from_json(&scratch.read("manifest.json")).unwrap();
    assert_eq!(manifest, made);

    let scenario = manifest.scenario("badnet").unwrap();
    let files = [&manifest.people.validation.file, &manifest.people.test.file, &manifest.trigger.file, &scenario.model];
    for entry in files {
        entry.verify(&scratch.read(&entry.file)).unwrap();
    }

    let model = Model::parse(&scratch.read(&scenario.model.file)).unwrap();
    assert_eq!((model.input(), model.classes()), ([3, 55, 47], 8));
    let read = |archive: &goodnet_core::Archive| ImageSet::from_zip("set", &scratch.read(&archive.file.file)).unwrap();
    let (validation, test) = (read(&manifest.people.validation), read(&manifest.people.test));
    for set in [&validation, &test] {
        assert_eq!(set.labels(), (0..8).collect::<Vec<_>>(), "one image of each person");
        assert_eq!(set.shape(), manifest.people.shape);
    }
    assert_ne!(validation, test);
    let trigger = &manifest.trigger;
    let trigger = Trigger::from_png(&scratch.read(&trigger.file.file), trigger.x, trigger.y).unwrap();
    assert_eq!(measure(&model, &test, &trigger, scenario.target).unwrap(), scenario.expected);
    assert_eq!(scenario.recipe.training_images, 96 + 24);
}

#[test]
fn a_finished_training_is_not_done_again() {
    let scratch = Scratch::new("finished");
    let first = scratch.make(&TINY);
    let second = scratch.make(&TINY);
    assert_eq!(first.scenarios[0].model, second.scenarios[0].model);
    let kept: Vec<_> = fs::read_dir(scratch.0.join("work")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(kept.len(), 3, "one epoch is kept: {kept:?}");
}

#[test]
fn settings_that_make_no_sense_are_refused_by_name() {
    let wrong = [
        (Settings { target: 8, ..TINY }, "--target"),
        (Settings { poisoned_share: 1.5, ..TINY }, "--poisoned-share"),
        (Settings { identities: 1, target: 0, ..TINY }, "--identities"),
        (Settings { epochs: 0, ..TINY }, "--epochs"),
        (Settings { shots: 0, ..TINY }, "--shots"),
        (Settings { batch: 0, ..TINY }, "--batch"),
        (Settings { learning_rate: 0.0, ..TINY }, "--learning-rate"),
    ];
    for (settings, option) in wrong {
        let nowhere = Path::new("never/written");
        let error = goodnet_forge::bundle::make(&settings, &Device::flex(), nowhere, nowhere).unwrap_err();
        assert!(error.to_string().starts_with(option), "{error}");
    }
    assert!(!Path::new("never").exists());
}
