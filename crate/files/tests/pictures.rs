//! Single pictures against what Pillow makes of them, as `tests/data/make_pictures.py` wrote it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use goodnet_files::Picture;

/// Rows and columns of DeepID's images.
const NETWORK: [usize; 2] = [55, 47];

fn decoded(file: &str) -> Picture {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures").join(file);
    Picture::decode(file, &std::fs::read(path).unwrap()).unwrap()
}

/// The largest and the mean difference of two pictures' levels.
fn apart(ours: &Picture, theirs: &Picture) -> (u8, f64) {
    assert_eq!(ours.shape, theirs.shape);
    let levels = || ours.planes.iter().zip(&theirs.planes).map(|(ours, theirs)| ours.abs_diff(*theirs));
    (levels().max().unwrap(), levels().map(f64::from).sum::<f64>() / ours.planes.len() as f64)
}

#[test]
fn a_jpeg_is_what_pillow_reads() {
    let names = [
        "colour_444",
        "colour_422",
        "colour_420",
        "grey",
        "restarts",
        "progressive",
        "turned_3",
        "turned_6",
        "turned_8",
    ];
    for name in names {
        let (largest, mean) = apart(&decoded(&format!("{name}.jpg")), &decoded(&format!("{name}.png")));
        assert!(largest <= 3 && mean <= 0.25, "{name}: {largest} levels at most, {mean} on average");
    }
}

#[test]
fn a_picture_is_fitted_as_pillow_fits_it() {
    for name in ["progressive", "small"] {
        let fitted = decoded(&format!("{name}.png")).fitted(name, [3, NETWORK[0], NETWORK[1]]).unwrap();
        let (largest, mean) = apart(&fitted, &decoded(&format!("{name}_fitted.png")));
        // Both round to bytes between rows and columns, but not in the same order.
        assert!(largest <= 1 && mean <= 0.25, "{name}: {largest} levels at most, {mean} on average");
    }
}
