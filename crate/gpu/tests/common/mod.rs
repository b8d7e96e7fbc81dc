//! What the GPU tests share: seeded stages and images, a plain CPU reference, and an engine or a visible skip.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test file uses its own part")]

use goodnet_core::ConvStage;
use goodnet_core::FeatureBatch;
use goodnet_gpu::{GpuEngine, GpuError, OpenDevice, open_device};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// SplitMix64: the same numbers on every machine.
pub(crate) struct Random(SplitMix64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(SplitMix64::seed_from_u64(seed))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Between -1 and 1.
    pub(crate) fn signed(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }

    pub(crate) fn images(&mut self, stages: &[ConvStage], count: usize) -> Vec<u8> {
        (0..count * image_bytes(stages)).map(|_| (self.next() >> 56) as u8).collect()
    }
}

pub(crate) fn image_bytes(stages: &[ConvStage]) -> usize {
    stages[0].input.iter().product()
}

/// A stage in a case: filters, kernel, ReLU, pool.
pub(crate) type Shape = (usize, [usize; 2], bool, bool);

/// DeepID's conv_1 to conv_3.
pub(crate) const DEEPID: [Shape; 3] = [(20, [4, 4], true, true), (40, [3, 3], true, true), (60, [3, 3], true, true)];

/// Stages of these shapes with seeded weights that keep the values in the order of 1.
pub(crate) fn stages(random: &mut Random, input: [usize; 3], shapes: &[Shape]) -> Vec<ConvStage> {
    let mut next = input;
    let mut stages = Vec::new();
    for (index, &(filters, kernel, relu, pool)) in shapes.iter().enumerate() {
        let taps = next[0] * kernel[0] * kernel[1];
        let scale = 2.0 / (taps as f32).sqrt() / if index == 0 { 255.0 } else { 1.0 };
        let stage = ConvStage {
            name: format!("conv_{}", index + 1),
            input: next,
            kernel,
            weights: (0..filters * taps).map(|_| random.signed() * scale).collect(),
            bias: (0..filters).map(|_| random.signed() * 0.1).collect(),
            relu,
            pool,
        };
        next = stage.output();
        stages.push(stage);
    }
    stages
}

pub(crate) fn deepid(seed: u64) -> Vec<ConvStage> {
    stages(&mut Random::new(seed), [3, 55, 47], &DEEPID)
}

/// The convolution's own output, after the ReLU and before a pool, by the definition.
fn convolve(stage: &ConvStage, source: &[f32]) -> Vec<f32> {
    let [in_channels, height, width] = stage.input;
    let [kernel_height, kernel_width] = stage.kernel;
    let [channels, out_height, out_width] = stage.conv_output();
    let mut output = Vec::new();
    for channel in 0..channels {
        for y in 0..out_height {
            for x in 0..out_width {
                let mut sum = stage.bias[channel];
                for c in 0..in_channels {
                    for ky in 0..kernel_height {
                        for kx in 0..kernel_width {
                            let weight = ((channel * in_channels + c) * kernel_height + ky) * kernel_width + kx;
                            sum += stage.weights[weight] * source[(c * height + y + ky) * width + x + kx];
                        }
                    }
                }
                output.push(if stage.relu { sum.max(0.0) } else { sum });
            }
        }
    }
    output
}

fn pool(stage: &ConvStage, source: &[f32]) -> Vec<f32> {
    let [_, height, width] = stage.conv_output();
    let [channels, out_height, out_width] = stage.output();
    let mut output = Vec::new();
    for channel in 0..channels {
        for y in 0..out_height {
            for x in 0..out_width {
                let at = |dy: usize, dx: usize| source[(channel * height + 2 * y + dy) * width + 2 * x + dx];
                output.push(at(0, 0).max(at(0, 1)).max(at(1, 0)).max(at(1, 1)));
            }
        }
    }
    output
}

/// What an engine must answer, computed by the definition.
pub(crate) fn reference(stages: &[ConvStage], images: &[u8]) -> FeatureBatch {
    let mut batch = FeatureBatch { features: Vec::new(), conv_sums: Vec::new() };
    for image in images.chunks_exact(image_bytes(stages)) {
        let mut values: Vec<f32> = image.iter().map(|&pixel| f32::from(pixel)).collect();
        for (index, stage) in stages.iter().enumerate() {
            let convolved = convolve(stage, &values);
            if index + 1 == stages.len() {
                let [_, height, width] = stage.conv_output();
                let planes = convolved.chunks_exact(height * width);
                batch.conv_sums.extend(planes.map(|plane| plane.iter().map(|&v| f64::from(v)).sum::<f64>()));
            }
            values = if stage.pool { pool(stage, &convolved) } else { convolved };
        }
        batch.features.extend(values);
    }
    batch
}

/// The largest difference of two tensors, relative to the largest value of `wanted`.
pub(crate) fn distance(found: impl IntoIterator<Item = f64>, wanted: impl IntoIterator<Item = f64>) -> f64 {
    let (mut largest, mut difference) = (f64::MIN_POSITIVE, 0.0f64);
    let (mut found, mut wanted) = (found.into_iter(), wanted.into_iter());
    loop {
        match (found.next(), wanted.next()) {
            (Some(a), Some(b)) => {
                assert!(a.is_finite() && b.is_finite(), "{a} for {b}");
                largest = largest.max(b.abs());
                difference = difference.max((a - b).abs());
            }
            (None, None) => return difference / largest,
            _ => panic!("the tensors differ in length"),
        }
    }
}

/// Asserts that two answers are equal within 1e-5 of their largest value.
pub(crate) fn assert_close(case: &str, found: &FeatureBatch, wanted: &FeatureBatch) {
    let widen = |values: &[f32]| values.iter().map(|&v| f64::from(v)).collect::<Vec<_>>();
    let features = distance(widen(&found.features), widen(&wanted.features));
    assert!(features < 1e-5, "{case}: features differ by {features:e}");
    let sums = distance(found.conv_sums.iter().copied(), wanted.conv_sums.iter().copied());
    assert!(sums < 1e-5, "{case}: sums differ by {sums:e}");
    assert!(wanted.features.iter().any(|&v| v != 0.0), "{case}: nothing fires, so nothing is tested");
}

/// `None`, said aloud, when this machine has no adapter; with `GOODNET_REQUIRE_GPU=1` that is a failure.
fn or_skip<T>(result: Result<T, GpuError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(GpuError::NoAdapter { reason }) => {
            assert!(std::env::var("GOODNET_REQUIRE_GPU").as_deref() != Ok("1"), "no WebGPU adapter: {reason}");
            // Straight to the terminal: the test harness swallows what a passing test prints.
            use std::io::Write;
            std::io::stderr().write_all(b"skipped: no WebGPU adapter\n").unwrap();
            None
        }
        Err(error) => panic!("{error}"),
    }
}

pub(crate) fn open(stages: &[ConvStage]) -> Option<OpenDevice> {
    or_skip(pollster::block_on(open_device(GpuEngine::largest_buffer(stages).unwrap())))
}

pub(crate) fn engine(stages: &[ConvStage]) -> Option<GpuEngine> {
    or_skip(pollster::block_on(GpuEngine::request(stages)))
}
