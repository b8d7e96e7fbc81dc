//! Pruned channels overwritten at the cut against the pruned file.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use goodnet_core::{Bias, Edit, Model, top_class};

/// More than fit into one batch.
const IMAGES: usize = 70;

#[test]
fn pruning_at_the_cut_answers_as_the_pruned_file_does() {
    let images = support::images("test", 5, IMAGES, |_| 0);
    let pixels = images.pixels(0..IMAGES);
    let mut moved = 0;
    let kinds = [(support::small_deepid as fn(u64) -> Vec<u8>, Bias::Zero), (support::small_plain, Bias::Keep)];
    for ((build, bias), seed) in kinds.into_iter().flat_map(|kind| (1..5).map(move |seed| (kind, seed))) {
        let model = Model::parse(&build(seed)).unwrap();
        let convolution = model.default_convolution();
        let network = model.network(&convolution.name).unwrap();
        let channels: Vec<usize> = (1..convolution.channels).collect();
        let ours = network.classify_pruned(pixels, &channels, bias).unwrap();
        let file = Model::parse(&model.edited(&Edit::pruned(&convolution.name, channels, bias)).unwrap()).unwrap();
        let theirs = file.network(&convolution.name).unwrap().classify(pixels).unwrap();
        assert_eq!(ours.len(), IMAGES * model.classes());
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert!((ours - theirs).abs() <= 1e-5 * theirs.abs().max(1.0), "{ours} and {theirs}");
        }
        let whole = network.classify(pixels).unwrap();
        let rows =
            |scores: &[f32]| scores.chunks_exact(model.classes()).map(|row| top_class(row).0).collect::<Vec<_>>();
        moved += rows(&ours).iter().zip(rows(&whole)).filter(|(pruned, whole)| **pruned != *whole).count();
        assert_eq!(network.classify_pruned(pixels, &[], bias).unwrap(), whole);
    }
    assert!(moved > 10, "{moved} answers changed: the test needs some");
}
