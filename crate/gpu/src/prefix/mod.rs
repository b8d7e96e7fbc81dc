//! The prefix on the device: a batch of images becomes features, and sums of them by channel. `plan` says how large everything is.

mod plan;

use goodnet_core::{Activation, ConvStage};
use wgpu::BufferUsages as Usage;

use crate::device::{Dispatch, Gpu, Kernel, Recorder, Size};
use crate::kernels::{Begin, LANES, PlaneSums, Reads, compile_product, pack_filters, pack_vectors, vectors};

pub(crate) use plan::{GPU_BATCH, Plan, SOFTWARE_BATCH};

/// A network's prefix, its weights and every tensor between its stages.
pub(crate) struct Prefix {
    pub(crate) plan: Plan,
    /// Images that fit the buffers.
    pub(crate) batch: usize,
    /// u8 `[batch, H, W, C]`, C filled up to whole words.
    images: wgpu::Buffer,
    /// Every stage but the last.
    before: Vec<Dispatch>,
    last: Last,
    window_sums: wgpu::Buffer,
    /// f32 `[batch, C]`, filled up to whole vectors.
    pub(crate) channel_sums: wgpu::Buffer,
    sum_windows: PlaneSums,
    sum_features: PlaneSums,
}

/// The last stage, but for what it writes to.
struct Last {
    kernel: Kernel,
    size: Size,
    /// What it reads: source, taps, matrices, bias, begin.
    reads: [wgpu::Buffer; 5],
}

/// Where a batch's features go, f32 `[batch, H, W, C]`, C filled up to whole vectors.
pub(crate) struct FeatureBuffer {
    pub(crate) buffer: wgpu::Buffer,
    last: Dispatch,
    conv_sums: Dispatch,
    pool_sums: Dispatch,
}

impl Prefix {
    /// Makes buffers for `batch` images and sends the weights. What the device has against it, it tells the open error
    /// scope.
    pub(crate) fn new(gpu: &mut Gpu, plan: Plan, stages: &[ConvStage], batch: usize) -> Self {
        let images = gpu.buffer("images", plan.packed_bytes(batch), Usage::STORAGE | Usage::COPY_DST);
        let begin = gpu.uniform("begin", &[Begin::default()]);
        let mut source = images.clone();
        let mut before = Vec::new();
        let mut last = None;
        let window_sums = gpu.buffer("window sums", plan.window_sum_bytes(batch).max(16), Usage::STORAGE);
        for (index, (stage, stage_plan)) in stages.iter().zip(&plan.stages).enumerate() {
            let product = &stage_plan.product;
            let reads = if index == 0 { Reads::Pixels } else { Reads::Values };
            let kernel = compile_product(&gpu.device, &stage.name, product, batch, reads);
            let reads = [
                source.clone(),
                gpu.upload("taps", &product.taps),
                gpu.upload("filters", &pack_filters(stage)),
                gpu.upload("bias", &pack_vectors(&stage.bias)),
                begin.clone(),
            ];
            if index + 1 == stages.len() {
                last = Some(Last { kernel, size: product.size(), reads });
            } else {
                let output = gpu.buffer(&stage.name, plan.output_bytes(index, batch), Usage::STORAGE);
                let buffers: Vec<_> = reads.iter().chain([&output]).collect();
                before.push(kernel.bind(&gpu.device, product.size(), &buffers));
                source = output;
            }
        }
        let Some(last) = last else { unreachable!("a plan has a stage") };
        let places = plan.features[1] * plan.features[2];
        let windows =
            plan.stages.last().and_then(|stage| stage.product.windows).map_or(places, |[rows, columns]| rows * columns);
        Self {
            sum_windows: PlaneSums::new(&gpu.device, plan.features[0], windows),
            sum_features: PlaneSums::new(&gpu.device, plan.features[0], places),
            channel_sums: gpu.buffer("channel sums", plan.channel_sum_bytes(batch), Usage::STORAGE | Usage::COPY_SRC),
            batch,
            images,
            before,
            last,
            window_sums,
            plan,
        }
    }

    /// Room for a batch's features.
    pub(crate) fn features(&self, gpu: &Gpu) -> FeatureBuffer {
        let bytes = self.plan.feature_bytes(self.batch);
        let buffer = gpu.buffer("features", bytes, Usage::STORAGE | Usage::COPY_SRC);
        let pooled = self.plan.stages.last().is_some_and(|stage| stage.product.sums_windows());
        let mut buffers: Vec<_> = self.last.reads.iter().chain([&buffer]).collect();
        if pooled {
            buffers.push(&self.window_sums);
        }
        let device = &gpu.device;
        let last = self.last.kernel.bind(device, self.last.size, &buffers);
        let pool_sums = self.sum_features.bind(device, &buffer, &self.channel_sums);
        let before_pool = if pooled { &self.window_sums } else { &buffer };
        let conv_sums = self.sum_windows.bind(device, before_pool, &self.channel_sums);
        FeatureBuffer { buffer, last, conv_sums, pool_sums }
    }

    /// Sends images, u8 `[n, C, H, W]`, before whatever is submitted next.
    pub(crate) fn send(&self, gpu: &mut Gpu, images: &[u8]) {
        let [channels, height, width] = self.plan.image;
        let plane = height * width;
        let pixel = LANES * vectors(channels);
        let mut packed = vec![0_u8; self.plan.packed_bytes(images.len() / (channels * plane)) as usize];
        for (packed, image) in packed.chunks_exact_mut(plane * pixel).zip(images.chunks_exact(channels * plane)) {
            for (channel, plane) in image.chunks_exact(plane).enumerate() {
                packed.iter_mut().skip(channel).step_by(pixel).zip(plane).for_each(|(to, from)| *to = *from);
            }
        }
        gpu.write(&self.images, &packed);
    }

    /// Runs every stage on the first `count` images that were sent, and sums up the channels where that is asked for.
    pub(crate) fn record(
        &self,
        recorder: &mut Recorder<'_>,
        features: &FeatureBuffer,
        count: usize,
        activation: Option<Activation>,
    ) {
        self.before.iter().chain([&features.last]).for_each(|stage| recorder.dispatch(stage, count));
        match activation {
            None => {}
            Some(Activation::Conv) => recorder.dispatch(&features.conv_sums, count),
            Some(Activation::Pool) => recorder.dispatch(&features.pool_sums, count),
        }
    }

    /// A batch's sums by channel as they were read back, without what fills up vectors: f64 `[n, C]`.
    pub(crate) fn unpack_sums(&self, bytes: &[u8]) -> Vec<f64> {
        let values: Vec<f32> = bytemuck::pod_collect_to_vec(bytes);
        let channels = self.plan.features[0];
        let rows = values.chunks_exact(LANES * vectors(channels));
        rows.flat_map(|row| row[..channels].iter().map(|&sum| f64::from(sum))).collect()
    }

    /// A batch's features as they were read back, in the order of the graph: f32 `[n, C, H, W]`.
    pub(crate) fn unpack_features(&self, bytes: &[u8]) -> Vec<f32> {
        let values: Vec<f32> = bytemuck::pod_collect_to_vec(bytes);
        let [channels, height, width] = self.plan.features;
        let pixel = LANES * vectors(channels);
        let images = values.chunks_exact(height * width * pixel);
        images
            .flat_map(|image| (0..channels).flat_map(move |channel| image.iter().skip(channel).step_by(pixel).copied()))
            .collect()
    }
}
