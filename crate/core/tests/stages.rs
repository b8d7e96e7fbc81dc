//! The prefix as fused stages, run by plain loops, against tract.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use goodnet_core::{ConvStage, Engine, Error, Model, TractEngine};

/// Convolution, ReLU and pool by the book: f64 sums, `[C, H, W]`.
fn run(stage: &ConvStage, input: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let [channels, height, width] = stage.input;
    let [out, rows, columns] = stage.conv_output();
    let [kernel_rows, kernel_columns] = stage.kernel;
    let mut conv = Vec::new();
    for (o, row, column) in positions(out, rows, columns) {
        let mut sum = f64::from(stage.bias[o]);
        for (c, y, x) in positions(channels, kernel_rows, kernel_columns) {
            let weight = stage.weights[((o * channels + c) * kernel_rows + y) * kernel_columns + x];
            sum += f64::from(weight) * input[(c * height + row + y) * width + column + x];
        }
        conv.push(if stage.relu { sum.max(0.0) } else { sum });
    }
    if !stage.pool {
        return (conv.clone(), conv);
    }
    let [_, pooled_rows, pooled_columns] = stage.output();
    let pooled = positions(out, pooled_rows, pooled_columns).map(|(o, row, column)| {
        let at = |y, x| conv[(o * rows + 2 * row + y) * columns + 2 * column + x];
        at(0, 0).max(at(0, 1)).max(at(1, 0)).max(at(1, 1))
    });
    (pooled.collect(), conv)
}

fn positions(a: usize, b: usize, c: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..a).flat_map(move |i| (0..b).flat_map(move |j| (0..c).map(move |k| (i, j, k))))
}

#[test]
fn stages_make_what_tract_makes() {
    for (graph, convolution, stages) in [
        (support::small_deepid(6), "conv_3", 2),
        (support::small_plain(6), "second", 2),
        (support::small_plain(6), "first", 1),
    ] {
        let network = Arc::new(Model::parse(&graph).unwrap().network(convolution).unwrap());
        assert_eq!(network.stages().unwrap().len(), stages);
        let images = support::images("test", 3, 1, |_| 0);
        let wanted = pollster::block_on(TractEngine::new(network.clone()).features(images.pixels(0..1))).unwrap();
        let mut tensor: Vec<f64> = images.pixels(0..1).iter().map(|&pixel| f64::from(pixel)).collect();
        let mut conv = Vec::new();
        for stage in network.stages().unwrap() {
            (tensor, conv) = run(stage, &tensor);
        }
        assert_eq!(tensor.len(), network.cut().iter().product::<usize>());
        for (found, wanted) in tensor.iter().zip(&wanted.features) {
            assert!((found - f64::from(*wanted)).abs() < 1e-4, "{found} {wanted}");
        }
        let plane = conv.len() / network.cut()[0];
        let sums: Vec<f64> = conv.chunks_exact(plane).map(|plane| plane.iter().sum()).collect();
        for (found, wanted) in sums.iter().zip(&wanted.conv_sums) {
            assert!((found - wanted).abs() < 1e-3, "{found} {wanted}");
        }
    }
}

#[test]
fn an_operation_without_a_kernel_is_named() {
    let mut net = support::Builder::new(1, [3, 8, 8]);
    net.conv("one", "image", [4, 3, 3, 3], 0.01).node("Sigmoid", "squash", &["one:0"], vec![]);
    net.conv("two", "squash:0", [4, 4, 3, 3], 1.0).relu("relu", "two:0");
    let file = net.dense("output", "relu:0", [64, 5]).finish("output", 5);
    let network = Model::parse(&file).unwrap().network("two").unwrap();
    let error = network.stages().unwrap_err();
    assert!(matches!(&error, Error::NoKernel { node, .. } if node == "squash"), "{error:?}");
    assert_eq!(Model::parse(&file).unwrap().network("one").unwrap().stages().unwrap_err(), error);
}
