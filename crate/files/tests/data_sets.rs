//! Data sets of every type and layout, as `tests/data/make.py` made them with h5py and NumPy.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs::File;
use std::io::{Cursor, Write};
use std::path::Path;

use goodnet_data::{ImageSet, Scale};
use goodnet_files::{Contents, Dataset, Error, inspect, read_images};
use pollster::block_on;

const SHAPE: [usize; 3] = [3, 4, 5];

fn read(file: &str) -> Result<Dataset, Error> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    block_on(read_images("validation", file, File::open(path).unwrap(), async |_, _| true))
}

/// What every file holds.
fn truth() -> ImageSet {
    let [channels, height, width] = SHAPE;
    let mut pixels = Vec::new();
    for image in 0..7 {
        for channel in 0..channels {
            for row in 0..height {
                pixels.extend((0..width).map(|column| (97 * image + 31 * channel + 7 * row + 3 * column) as u8));
            }
        }
    }
    ImageSet::new("validation", SHAPE, pixels, (0..7).map(|image| 5 * image % 7).collect()).unwrap()
}

#[test]
fn every_type_and_layout_gives_the_same_images() {
    let files = [
        ("u8.h5", Scale::Bytes),
        ("i16_labels_f32.h5", Scale::Bytes),
        ("i32_labels_column.h5", Scale::Bytes),
        ("i64_gzip.h5", Scale::Bytes),
        ("f32_unit_last_gzip_shuffle.h5", Scale::Unit),
        ("f64.h5", Scale::Bytes),
        ("f64_big_endian.h5", Scale::Bytes),
        ("f64_chunked.h5", Scale::Bytes),
        ("f64_lzf_shuffle.h5", Scale::Bytes),
        ("f64_unit.h5", Scale::Unit),
        ("u8_last_newest_format.h5", Scale::Bytes),
        ("u8.npz", Scale::Bytes),
        ("f32_unit_last.npz", Scale::Unit),
    ];
    for (file, scale) in files {
        let dataset = read(file).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(dataset.images, truth(), "{file}");
        assert_eq!((dataset.stats.scale, dataset.stats.rounded), (scale, 0), "{file}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_its_name_and_what_it_holds() {
    let cases = [
        (
            "other_names.h5",
            "other_names.h5 is no set of labelled images: it has no dataset `data`; it holds images, targets",
        ),
        ("labels_of_text.h5", "`label` holds values of type"),
        ("fortran.npz", "numpy.ascontiguousarray(data)"),
        ("other_names.npz", "it has no array `data`; it holds images"),
    ];
    for (file, sentence) in cases {
        let error = read(file).unwrap_err();
        assert!(error.to_string().contains(sentence), "{error}");
        assert_eq!(error.report().kind, "not-images");
        assert_eq!(error.report().context["file"], file);
    }
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/f64.h5");
    let bytes = std::fs::read(path).unwrap();
    let half = bytes[..bytes.len() / 2].to_vec();
    let read = |bytes: Vec<u8>| block_on(read_images("validation", "valid.h5", Cursor::new(bytes), async |_, _| true));
    let error = read(half).unwrap_err();
    assert!(error.to_string().contains("valid.h5"), "{error}");
    let error = read(b"%PDF-1.7".to_vec()).unwrap_err();
    assert!(error.to_string().contains("Bring an HDF5 file"), "{error}");
}

#[test]
fn reading_stops_when_nobody_wants_it_any_more() {
    for file in ["f64.h5", "u8.npz"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
        let read = read_images("validation", file, File::open(path).unwrap(), async |_, _| false);
        assert_eq!(block_on(read), Err(Error::Stopped { file: file.into() }));
    }
}

#[test]
fn a_zip_of_pictures_is_a_set_and_folders_in_it_are_passed_over() {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 1, 2);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[1, 2, 3, 4, 5, 6]).unwrap();
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.add_directory("faces/", options).unwrap();
    archive.start_file("faces/0_label=9.png", options).unwrap();
    archive.write_all(&png).unwrap();
    let zip = archive.finish().unwrap();
    let mut told = Vec::new();
    let tell = async |done, total| {
        told.push((done, total));
        true
    };
    let dataset = block_on(read_images("test", "faces.zip", zip, tell)).unwrap();
    assert_eq!(dataset.images, ImageSet::new("test", [3, 2, 1], vec![1, 4, 2, 5, 3, 6], vec![9]).unwrap());
    assert_eq!(told, [(0, 2), (1, 2)]);
}

#[test]
fn what_a_file_is_for_is_known_without_its_images() {
    let look = |file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
        block_on(inspect(file, File::open(path).unwrap()))
    };
    for file in ["u8.h5", "i32_labels_column.h5", "f64_lzf_shuffle.h5", "u8.npz"] {
        assert_eq!(look(file), Ok(Contents::Images { images: 7, classes: 7 }), "{file}");
    }
    for file in ["keras2_chain.h5", "keras3_graph.h5"] {
        assert_eq!(look(file), Ok(Contents::Network), "{file}");
    }
    for (file, words) in [("other_names.h5", "no dataset `data`"), ("labels_of_text.h5", "numbers are needed")] {
        let error = look(file).unwrap_err().to_string();
        assert!(error.contains(file) && error.contains(words), "{error}");
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["sun_0_label=0.png", "sun_1_label=0.png", "README.txt"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    }
    let zip = zip.finish().unwrap();
    assert_eq!(block_on(inspect("sun.zip", zip)), Ok(Contents::Images { images: 2, classes: 1 }));
    assert_eq!(block_on(inspect("net.onnx", Cursor::new(vec![8, 8, 18]))), Ok(Contents::Network));
    let error = block_on(inspect("notes.txt", Cursor::new(b"notes".to_vec()))).unwrap_err();
    assert!(error.to_string().contains("none of the kinds of files"), "{error}");
}
