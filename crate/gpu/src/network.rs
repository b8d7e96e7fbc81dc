//! The stages on the device: buffers made once, and a batch recorded as one submission.

use goodnet_core::ConvStage;
use wgpu::BufferUsages as Usage;

use crate::kernels::{CHANNEL_SUMS, CONVOLUTION, WIDEN};
use crate::pipeline::{Kernel, Pass, constants, pack_bias, pack_filters};
use crate::plan::Plan;
use crate::readback::Readback;

/// Pixels are sent in whole words.
const WORD: usize = 4;

/// A network's prefix, its weights and every tensor between its stages.
pub(crate) struct Network {
    /// Packed u8 `[batch, C, H, W]`.
    images: wgpu::Buffer,
    /// Widening, a convolution a stage, adding up the channels.
    passes: Vec<Pass>,
    /// f32 `[batch, C, H, W]` of the last stage.
    features: wgpu::Buffer,
    /// f32 `[batch, C]` of the last stage.
    channel_sums: wgpu::Buffer,
    /// The features of a batch and, behind them, its sums.
    pub(crate) readback: Readback,
}

impl Network {
    /// Makes buffers for `batch` images and sends the weights. What the device has against it, it tells the open error
    /// scope.
    pub(crate) fn new(
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        plan: &Plan,
        stages: &[ConvStage],
        batch: usize,
    ) -> Self {
        let buffer = |label: &str, size: u64, usage: Usage| {
            device.create_buffer(&wgpu::BufferDescriptor { label: Some(label), size, usage, mapped_at_creation: false })
        };
        let upload = |label: &str, values: &[f32]| {
            let made = buffer(label, size_of_val(values) as u64, Usage::STORAGE | Usage::COPY_DST);
            queue.write_buffer(&made, 0, bytemuck::cast_slice(values));
            made
        };
        let images = buffer("images", plan.packed_bytes(batch), Usage::STORAGE | Usage::COPY_DST);
        let features = buffer("features", plan.feature_bytes(batch), Usage::STORAGE | Usage::COPY_SRC);
        let window_sums = buffer("window sums", plan.window_sum_bytes(batch), Usage::STORAGE);
        let channel_sums = buffer("channel sums", plan.channel_sum_bytes(batch), Usage::STORAGE | Usage::COPY_SRC);
        let sources: Vec<_> =
            plan.stages.iter().map(|stage| buffer(&stage.name, stage.source_bytes(batch), Usage::STORAGE)).collect();

        let widen = Kernel { label: "widen", source: WIDEN, entry: "widen", constants: &[] };
        let words = plan.image_bytes.div_ceil(WORD);
        let mut passes = vec![Pass::new(device, &widen, &[&images, &sources[0]]).over(words, 1)];
        for (index, (stage, stage_plan)) in stages.iter().zip(&plan.stages).enumerate() {
            let constants = constants(stage, stage_plan, batch);
            let filters = upload("filters", &pack_filters(stage));
            let bias = upload("bias", &pack_bias(stage));
            let next = sources.get(index + 1);
            let mut buffers = vec![&sources[index], &filters, &bias, next.unwrap_or(&features)];
            let entry = if next.is_some() { "convolve" } else { "convolve_and_sum" };
            if next.is_none() {
                buffers.push(&window_sums);
            }
            let kernel = Kernel { label: &stage.name, source: CONVOLUTION, entry, constants: &constants };
            let pass = Pass::new(device, &kernel, &buffers);
            passes.push(pass.over(stage_plan.window_count(), stage_plan.groups));
        }
        let windows = plan.stages.last().map_or(0, |stage| stage.window_count());
        let constants = [("WINDOWS", windows as f64)];
        let sum = Kernel { label: "channel sums", source: CHANNEL_SUMS, entry: "sum_channels", constants: &constants };
        passes.push(Pass::new(device, &sum, &[&window_sums, &channel_sums]).over(plan.channels, 1));

        let readback = Readback::new(device, plan.readback_bytes(batch));
        Self { images, passes, features, channel_sums, readback }
    }

    /// Sends `images`, runs every stage on them and gathers the answer for the readback, in one submission. Returns how
    /// many kernels that started.
    pub(crate) fn submit(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        plan: &Plan,
        images: &[u8],
        count: usize,
    ) -> u64 {
        let (words, rest) = images.split_at(images.len() - images.len() % WORD);
        queue.write_buffer(&self.images, 0, words);
        if !rest.is_empty() {
            let mut last = [0; WORD];
            last[..rest.len()].copy_from_slice(rest);
            queue.write_buffer(&self.images, words.len() as u64, &last);
        }
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("batch") });
        {
            let mut recording = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            for pass in &self.passes {
                pass.record(&mut recording, count);
            }
        }
        self.readback.gather(
            &mut encoder,
            &[(&self.features, plan.feature_bytes(count)), (&self.channel_sums, plan.channel_sum_bytes(count))],
        );
        queue.submit([encoder.finish()]);
        self.passes.len() as u64
    }
}
