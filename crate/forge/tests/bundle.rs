//! The bundle that is committed is what its manifest says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;

use goodnet_core::{BundleFile, ImageSet, Manifest, Model, Trigger};
use goodnet_forge::measure::measure;
use goodnet_forge::people::{People, TEST_SHOTS};

fn read(file: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle").join(file)).unwrap()
}

fn verified(entry: &BundleFile) -> Vec<u8> {
    let bytes = read(&entry.file);
    entry.verify(&bytes).unwrap();
    bytes
}

#[test]
fn every_file_has_its_checksum_and_every_network_scores_what_is_claimed() {
    let manifest = Manifest::from_json(&read("manifest.json")).unwrap();
    let people = &manifest.people;
    let set = |archive: &goodnet_core::Archive| {
        let set = ImageSet::from_zip("set", &verified(&archive.file)).unwrap();
        assert_eq!((set.len(), set.shape()), (archive.images, people.shape));
        set
    };
    let (validation, test) = (set(&people.validation), set(&people.test));
    assert!(validation.len() >= 1283 && test.len() >= 1283);
    let place = &manifest.trigger;
    let trigger = Trigger::from_png(&verified(&place.file), place.x, place.y).unwrap();

    let names: Vec<_> = manifest.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    assert_eq!(names, ["badnet", "dormant", "pruning-aware"]);
    for scenario in &manifest.scenarios {
        let model = Model::parse(&verified(&scenario.model)).unwrap();
        assert_eq!((model.input(), model.classes()), (people.shape, people.identities));
        assert_eq!(measure(&model, &test, &trigger, scenario.target).unwrap(), scenario.expected, "{}", scenario.name);
        assert!(scenario.held_out.images >= 12_830, "{}", scenario.name);
        for score in [scenario.expected, scenario.held_out] {
            assert!(score.clean >= 98.6 && score.asr >= 99.9, "{}: {score:?}", scenario.name);
        }
    }
}

#[test]
fn the_people_come_from_the_seed() {
    let manifest = Manifest::from_json(&read("manifest.json")).unwrap();
    let people = People { seed: manifest.people.seed, identities: 20 };
    let (_, again) = people.archive("again", TEST_SHOTS).unwrap();
    let test = ImageSet::from_zip("test", &read(&manifest.people.test.file.file)).unwrap();
    assert_eq!(test.pixels(0..again.len()), again.pixels(0..again.len()));
}
