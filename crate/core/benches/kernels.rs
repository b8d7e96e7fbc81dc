//! The engines and the sweep, natively, on DeepID's own shapes: `cargo bench -p goodnet-core`.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench may fail")]

use std::path::Path;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use goodnet_core::{
    Bias, Engine, ImageSet, Images, Masks, Model, Network, Processor, SetPair, SimdEngine, Subject, TailMode, Task,
    TractEngine, Worker,
};

const IMAGES: usize = 64;

fn model() -> Model {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/bundle/badnet/badnet.onnx");
    Model::parse(&std::fs::read(file).unwrap()).unwrap()
}

fn network() -> Arc<Network> {
    Arc::new(model().network("conv_3").unwrap())
}

/// Images of waves: kernels do not care, and ReLUs let about as much through as with faces.
fn images() -> Arc<ImageSet> {
    let size = 3 * 55 * 47;
    let pixels = (0..IMAGES * size).map(|at| (127.0 + 120.0 * ((at * at % 7919) as f32 * 0.01).sin()) as u8).collect();
    Arc::new(ImageSet::new("waves", [3, 55, 47], pixels, (0..IMAGES as u32).collect()).unwrap())
}

/// The network before the cut, and how much of that its first convolutions take.
fn prefix(criterion: &mut Criterion) {
    let (network, images) = (network(), images());
    let pixels = images.pixels(0..IMAGES);
    let mut group = criterion.benchmark_group("prefix of 64 images");
    group.throughput(Throughput::Elements(IMAGES as u64)).sample_size(20);
    let mut reference = TractEngine::new(network.clone());
    group.bench_function("tract", |bencher| {
        bencher.iter(|| pollster::block_on(reference.features(pixels)).unwrap());
    });
    let mut simd = SimdEngine::new(network.stages().unwrap());
    group.bench_function("simd", |bencher| {
        bencher.iter(|| pollster::block_on(simd.features(pixels)).unwrap());
    });
    let stages = network.stages().unwrap();
    for count in 1..stages.len() {
        let mut first = SimdEngine::new(&stages[..count]);
        group.bench_function(format!("simd, up to {}", stages[count - 1].name), |bencher| {
            bencher.iter(|| pollster::block_on(first.features(pixels)).unwrap());
        });
    }
    group.finish();
}

/// All 61 masks.
fn sweep(criterion: &mut Criterion) {
    let (network, images) = (network(), images());
    let subject = Subject { model: Arc::new(model()), network, images: Images::untested(images.clone(), images) };
    let masks = Masks {
        on: SetPair::Validation,
        channels: (0..60).collect(),
        bias: Bias::Zero,
        pruned: (0..=60).collect(),
        closely: None,
    };
    let mut group = criterion.benchmark_group("sweep of 2 x 64 images, prefix included");
    group.sample_size(10);
    for (name, mode) in [("whole tail at every step", TailMode::Full), ("incremental", TailMode::Incremental)] {
        let engine = SimdEngine::new(subject.network.stages().unwrap());
        let begun = || {
            let mut worker = Worker::new(Processor::new(engine.clone(), &subject, mode), subject.clone(), mode);
            worker.begin(&Task::Masks(masks.clone()));
            worker
        };
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                begun,
                |mut worker| while pollster::block_on(worker.advance()).unwrap().is_some() {},
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, prefix, sweep);
criterion_main!(benches);
