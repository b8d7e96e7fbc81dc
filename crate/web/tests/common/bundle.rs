//! The real bundle, cut down to its first people and served from memory: the model, the trigger and the pictures are
//! byte for byte the files that the page fetches.

use std::io::{Cursor, Read as _, Write as _};

use goodnet_core::{BundleFile, Manifest};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, File, Url};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

const MANIFEST: &[u8] = include_bytes!("../../../../www/bundle/manifest.json");
const VALIDATION: &[u8] = include_bytes!("../../../../www/bundle/people/validation.zip");
const TEST: &[u8] = include_bytes!("../../../../www/bundle/people/test.zip");
const TRIGGER: &[u8] = include_bytes!("../../../../www/bundle/trigger.png");

/// The BadNet of the bundle's first scenario.
pub(crate) const MODEL: &[u8] = include_bytes!("../../../../www/bundle/badnet/badnet.onnx");

/// The bundle's manifest as it was made.
pub(crate) fn manifest() -> Manifest {
    Manifest::from_json(MANIFEST).unwrap()
}

/// The URL of a manifest whose archives hold the first `images` pictures of the bundle's.
pub(crate) fn serve(images: usize) -> String {
    serve_changed(images, |_| {})
}

/// As [`serve`], with the manifest changed before it is served.
pub(crate) fn serve_changed(images: usize, change: impl FnOnce(&mut Manifest)) -> String {
    let mut manifest = manifest();
    for (archive, bytes) in [(&mut manifest.people.validation, VALIDATION), (&mut manifest.people.test, TEST)] {
        archive.file = served(&first(bytes, images));
        archive.images = images;
    }
    manifest.trigger.file = served(TRIGGER);
    manifest.scenarios.truncate(1);
    manifest.scenarios[0].model = served(MODEL);
    change(&mut manifest);
    url(&serde_json::to_vec(&manifest).unwrap())
}

/// A file as a person drops it on the page.
pub(crate) fn dropped(name: &str, bytes: &[u8]) -> File {
    File::new_with_u8_array_sequence(&parts(bytes), name).unwrap()
}

fn served(bytes: &[u8]) -> BundleFile {
    BundleFile::describe(url(bytes), bytes)
}

fn url(bytes: &[u8]) -> String {
    let blob = Blob::new_with_u8_array_sequence(&parts(bytes)).unwrap();
    Url::create_object_url_with_blob(&blob).unwrap()
}

fn parts(bytes: &[u8]) -> JsValue {
    Array::of1(&Uint8Array::from(bytes)).into()
}

/// The first `images` entries of an archive.
fn first(zip: &[u8], images: usize) -> Vec<u8> {
    let mut whole = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut cut = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..images {
        let mut entry = whole.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut jpeg = Vec::new();
        entry.read_to_end(&mut jpeg).unwrap();
        cut.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
        cut.write_all(&jpeg).unwrap();
    }
    cut.finish().unwrap().into_inner()
}
