//! The kernels against a plain CPU reference, on a real adapter.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{DEEPID, Random, Shape, assert_close, deepid, engine, image_bytes, reference, stages};
use goodnet_core::Engine;
use goodnet_core::Error;
use goodnet_gpu::GpuStats;
use pollster::block_on;

struct Case {
    name: &'static str,
    input: [usize; 3],
    shapes: &'static [Shape],
    /// At most the engine's batch.
    images: usize,
}

#[test]
fn every_case_equals_the_reference() {
    let cases = [
        Case { name: "DeepID", input: [3, 55, 47], shapes: &DEEPID, images: 5 },
        Case { name: "DeepID, one image", input: [3, 55, 47], shapes: &DEEPID, images: 1 },
        Case { name: "one stage", input: [3, 55, 47], shapes: &DEEPID[..1], images: 3 },
        Case { name: "odd rows", input: [2, 10, 9], shapes: &[(8, [4, 4], true, true)], images: 7 },
        Case { name: "odd columns", input: [2, 9, 8], shapes: &[(8, [2, 2], true, true)], images: 7 },
        Case {
            name: "odd, in the middle and at the end",
            input: [3, 21, 18],
            shapes: &[(6, [3, 2], true, true), (7, [2, 3], true, true)],
            images: 9,
        },
        Case { name: "no pool", input: [3, 12, 10], shapes: &[(12, [3, 3], true, false)], images: 4 },
        Case { name: "no pool, odd", input: [3, 11, 13], shapes: &[(5, [3, 3], true, false)], images: 4 },
        Case {
            name: "no pool in the middle",
            input: [1, 17, 15],
            shapes: &[(9, [3, 3], true, false), (10, [4, 2], true, true)],
            images: 6,
        },
        Case { name: "no ReLU", input: [3, 12, 10], shapes: &[(12, [3, 3], false, true)], images: 4 },
        Case {
            name: "no ReLU, no pool",
            input: [2, 8, 9],
            shapes: &[(3, [3, 3], false, false), (4, [2, 2], false, false)],
            images: 4,
        },
        Case { name: "one channel in and out", input: [1, 6, 6], shapes: &[(1, [3, 3], true, true)], images: 3 },
        Case { name: "channels that fill no group", input: [5, 9, 9], shapes: &[(21, [2, 2], true, true)], images: 3 },
        Case {
            name: "a filter as large as the image",
            input: [3, 4, 5],
            shapes: &[(6, [4, 5], false, false)],
            images: 3,
        },
        Case { name: "a 1x1 filter", input: [4, 6, 6], shapes: &[(8, [1, 1], true, true)], images: 3 },
        Case { name: "an image of one byte", input: [1, 1, 1], shapes: &[(2, [1, 1], false, false)], images: 3 },
        Case { name: "a full batch", input: [1, 9, 7], shapes: &[(4, [2, 2], true, true)], images: usize::MAX },
    ];
    for (seed, case) in (1..).zip(cases) {
        let mut random = Random::new(seed);
        let stages = stages(&mut random, case.input, case.shapes);
        let Some(mut engine) = engine(&stages) else { return };
        let images = random.images(&stages, case.images.min(engine.batch()));
        let found = block_on(engine.features(&images)).unwrap();
        assert_close(case.name, &found, &reference(&stages, &images));
    }
}

#[test]
fn the_same_image_gives_the_same_bits_wherever_it_lies() {
    let stages = deepid(1);
    let Some(mut engine) = engine(&stages) else { return };
    let images = Random::new(2).images(&stages, 21);
    let first = block_on(engine.features(&images)).unwrap();
    assert_eq!(block_on(engine.features(&images)).unwrap(), first);

    let (features, channels) = (first.features.len() / 21, first.conv_sums.len() / 21);
    for (index, image) in images.chunks_exact(image_bytes(&stages)).enumerate() {
        let alone = block_on(engine.features(image)).unwrap();
        assert_eq!(alone.features, first.features[index * features..][..features], "image {index}");
        assert_eq!(alone.conv_sums, first.conv_sums[index * channels..][..channels], "image {index}");
    }
}

#[test]
fn a_batch_is_one_submission_and_one_readback() {
    let stages = deepid(3);
    let Some(mut engine) = engine(&stages) else { return };
    let weights = engine.stats();
    assert_eq!((weights.submissions, weights.dispatches, weights.bytes_down), (0, 0, 0));
    for batch in 1..=3u64 {
        // An image is sent as 55 x 47 words; each brings 1,200 features and 60 sums back.
        block_on(engine.features(&Random::new(batch).images(&stages, 3))).unwrap();
        let expected = GpuStats {
            submissions: batch,
            dispatches: 4 * batch,
            bytes_up: weights.bytes_up + 4 * 3 * 55 * 47 * batch,
            bytes_down: 4 * 3 * (1_200 + 60) * batch,
        };
        assert_eq!(engine.stats(), expected);
    }
}

#[test]
fn bytes_that_are_no_batch_are_refused_and_the_engine_goes_on() {
    let stages = deepid(4);
    let Some(mut engine) = engine(&stages) else { return };
    let too_many = image_bytes(&stages) * (engine.batch() + 1);
    for bytes in [0, 1, image_bytes(&stages) - 1, too_many] {
        match block_on(engine.features(&vec![0; bytes])) {
            Err(Error::Engine { engine: "webgpu", reason }) => {
                assert!(reason.contains(&format!("{bytes} bytes")) && reason.contains("7755"), "{reason}");
            }
            other => panic!("not refused: {other:?}"),
        }
    }
    let images = Random::new(5).images(&stages, 2);
    assert_close("after", &block_on(engine.features(&images)).unwrap(), &reference(&stages, &images));
}
