//! Images that are asked again with channels pruned, against the whole network with the same channels pruned.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use goodnet_core::{Bias, Edit, Model, Network, Probe, top_class};

/// Every number of pruned channels, as many at once as the probe likes.
fn all(probe: &Probe, channels: &[usize], bias: Bias) -> Vec<Vec<(u32, f32)>> {
    let mut answers = Vec::new();
    for start in (0..=channels.len()).step_by(probe.at_once()) {
        let end = (start + probe.at_once()).min(channels.len() + 1);
        answers.extend(probe.answers(channels, bias, start..end).unwrap());
    }
    answers
}

fn network(bytes: &[u8]) -> Arc<Network> {
    let model = Model::parse(bytes).unwrap();
    Arc::new(model.network(&model.default_convolution().name).unwrap())
}

#[test]
fn every_mask_is_answered_as_the_pruned_file_answers() {
    let mut changed = 0;
    for (graph, channels) in [
        (support::small_deepid as fn(u64) -> Vec<u8>, vec![3, 7, 0, 9, 1, 2, 8, 4, 6, 5]),
        (support::small_plain, vec![5, 1, 0, 4, 2, 3]),
        (support::small_sigmoid, vec![9, 3, 5, 0]),
    ] {
        for bias in [Bias::Zero, Bias::Keep] {
            let bytes = graph(5);
            let model = Model::parse(&bytes).unwrap();
            let convolution = &model.default_convolution().name;
            for count in [6, 70] {
                let images = support::images("faces", 8, count, |_| 0);
                let pixels = images.pixels(0..count);
                let probe = Probe::new(network(&bytes), pixels).unwrap();
                assert_eq!(probe.at_once(), (64 / count).max(1));
                let answers = all(&probe, &channels, bias);
                assert_eq!(answers.len(), channels.len() + 1);
                for (pruned, found) in answers.iter().enumerate() {
                    let file = model.edited(&Edit::pruned(convolution, &channels[..pruned], bias)).unwrap();
                    let scores = network(&file).classify(pixels).unwrap();
                    let wanted: Vec<_> = scores.chunks_exact(scores.len() / count).map(top_class).collect();
                    assert_eq!(found.len(), count);
                    for ((label, share), (wanted_label, wanted_share)) in found.iter().zip(&wanted) {
                        assert_eq!(label, wanted_label, "{pruned} pruned");
                        assert!((share - wanted_share).abs() < 1e-5, "{pruned} pruned: {share}, {wanted_share}");
                    }
                    changed += found.iter().zip(&answers[0]).filter(|(now, before)| now.0 != before.0).count();
                }
            }
        }
    }
    assert!(changed > 100, "pruning has to change answers: {changed}");
}
