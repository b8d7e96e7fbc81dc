//! The prefix as fused stages, run by plain loops, against tract.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use goodnet_core::{ConvStage, Engine, Error, Model, SimdEngine, TractEngine};

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

/// A filter's height and width, how many filters, and whether a ReLU and a pool follow.
type Case = ([usize; 2], usize, [bool; 2]);

/// A stage of random weights.
fn random(seed: u64, input: [usize; 3], (kernel, out, [relu, pool]): Case) -> ConvStage {
    let mut random = support::Random::new(seed);
    let mut values = |count: usize, scale: f32| -> Vec<f32> { (0..count).map(|_| random.signed() * scale).collect() };
    let fan_in = input[0] * kernel[0] * kernel[1];
    let weights = values(out * fan_in, 1.0 / (fan_in as f32).sqrt());
    ConvStage { name: format!("{input:?}"), input, kernel, weights, bias: values(out, 0.5), relu, pool }
}

#[test]
fn the_simd_kernels_make_what_plain_loops_make() {
    // Direct and Winograd, odd and even sides, pools and none, channels that fill no vector.
    let cases: [(u64, [usize; 3], Case, Option<Case>); 12] = [
        (1, [3, 55, 47], ([4, 4], 20, [true, true]), Some(([3, 3], 40, [true, true]))),
        (2, [3, 9, 8], ([2, 3], 5, [true, false]), None),
        (3, [1, 7, 7], ([3, 3], 1, [false, false]), None),
        (4, [2, 12, 11], ([1, 1], 7, [true, true]), Some(([3, 3], 9, [true, false]))),
        (5, [3, 13, 12], ([2, 2], 17, [true, true]), Some(([3, 3], 33, [true, true]))),
        (6, [3, 14, 15], ([3, 3], 24, [true, true]), Some(([3, 3], 16, [false, true]))),
        (7, [3, 11, 10], ([3, 3], 12, [true, false]), Some(([3, 3], 60, [true, true]))),
        (8, [3, 8, 8], ([2, 2], 4, [true, false]), Some(([2, 3], 6, [true, true]))),
        (9, [4, 5, 5], ([5, 5], 8, [true, false]), None),
        (10, [3, 9, 9], ([1, 1], 6, [false, false]), Some(([3, 3], 5, [false, false]))),
        (11, [1, 6, 9], ([3, 3], 40, [true, true]), None),
        (12, [3, 10, 16], ([4, 2], 13, [false, true]), Some(([3, 3], 2, [true, false]))),
    ];
    for (seed, input, first, second) in cases {
        let mut stages = vec![random(seed, input, first)];
        if let Some(second) = second {
            stages.push(random(seed + 100, stages[0].output(), second));
        }
        let size: usize = input.iter().product();
        let mut pixels = support::Random::new(seed + 200);
        let images: Vec<u8> = (0..3 * size).map(|_| pixels.next() as u8).collect();
        let found = pollster::block_on(SimdEngine::new(&stages).features(&images)).unwrap();
        let channels = stages.last().unwrap().bias.len();
        for (index, image) in images.chunks_exact(size).enumerate() {
            let mut tensor: Vec<f64> = image.iter().map(|&pixel| f64::from(pixel)).collect();
            let mut conv = Vec::new();
            for stage in &stages {
                (tensor, conv) = run(stage, &tensor);
            }
            let close = |found: f64, wanted: f64| (found - wanted).abs() < 2e-3 + 1e-5 * wanted.abs();
            let features = &found.features[index * tensor.len()..][..tensor.len()];
            for (at, (&found, &wanted)) in features.iter().zip(&tensor).enumerate() {
                assert!(close(f64::from(found), wanted), "case {seed}, image {index}, value {at}: {found} {wanted}");
            }
            let plane = conv.len() / channels;
            for (channel, (plane, &found)) in
                conv.chunks_exact(plane).zip(&found.conv_sums[index * channels..]).enumerate()
            {
                let wanted: f64 = plane.iter().sum();
                assert!(
                    (found - wanted).abs() < 2e-2 + 1e-5 * wanted.abs(),
                    "case {seed}, {channel}: {found} {wanted}"
                );
            }
        }
        // An image's answer does not depend on its neighbours.
        let alone = pollster::block_on(SimdEngine::new(&stages).features(&images[size..2 * size])).unwrap();
        assert_eq!(alone.features, found.features[alone.features.len()..][..alone.features.len()]);
    }
}
