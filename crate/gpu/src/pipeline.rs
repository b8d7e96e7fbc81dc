//! One kernel made ready: its pipeline, the buffers bound to it, how many workgroups a batch takes.

use goodnet_core::ConvStage;

use crate::kernels::{CHANNELS_AT_ONCE, WORKGROUP};
use crate::plan::StagePlan;

/// A kernel as WGSL, and which of its entry points to run with which constants.
pub(crate) struct Kernel<'a> {
    pub(crate) label: &'a str,
    pub(crate) source: &'a str,
    pub(crate) entry: &'a str,
    pub(crate) constants: &'a [(&'a str, f64)],
}

/// A dispatch that is the same for every batch, but for the number of images.
pub(crate) struct Pass {
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    /// Invocations an image, over the first dimension.
    invocations: u64,
    /// Workgroups over the second dimension.
    groups: u32,
}

impl Pass {
    /// Compiles `kernel` and binds `buffers` to its bindings 0, 1, ... What the device has against it, it tells the
    /// open error scope.
    pub(crate) fn new(device: &wgpu::Device, kernel: &Kernel<'_>, buffers: &[&wgpu::Buffer]) -> Self {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(kernel.label),
            source: wgpu::ShaderSource::Wgsl(kernel.source.into()),
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(kernel.label),
            layout: None,
            module: &module,
            entry_point: Some(kernel.entry),
            compilation_options: wgpu::PipelineCompilationOptions {
                constants: kernel.constants,
                ..wgpu::PipelineCompilationOptions::default()
            },
            cache: None,
        });
        let entries: Vec<_> = (0..)
            .zip(buffers)
            .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        let bindings = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(kernel.label),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        Self { pipeline, bindings, invocations: 0, groups: 1 }
    }

    /// Sets the size of a dispatch: invocations an image, and workgroups over the second dimension.
    pub(crate) fn over(self, invocations: usize, groups: usize) -> Self {
        // A plan's batch keeps every dimension within the device's limits, far below 2^32.
        Self { invocations: invocations as u64, groups: groups as u32, ..self }
    }

    /// Dispatches as many workgroups as `images` take.
    pub(crate) fn record(&self, pass: &mut wgpu::ComputePass<'_>, images: usize) {
        let workgroups = (images as u64 * self.invocations).div_ceil(WORKGROUP);
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bindings, &[]);
        pass.dispatch_workgroups(workgroups as u32, self.groups, 1);
    }
}

/// The convolution's pipeline constants for a stage.
pub(crate) fn constants(stage: &ConvStage, plan: &StagePlan, batch: usize) -> Vec<(&'static str, f64)> {
    let [channels, height, width] = stage.input;
    let [out_channels, out_height, out_width] = stage.output();
    let sizes = [
        ("BATCH", batch),
        ("IN_CHANNELS", channels),
        ("IN_HEIGHT", height),
        ("IN_WIDTH", width),
        ("KERNEL_HEIGHT", stage.kernel[0]),
        ("KERNEL_WIDTH", stage.kernel[1]),
        ("OUT_CHANNELS", out_channels),
        ("OUT_HEIGHT", out_height),
        ("OUT_WIDTH", out_width),
        ("WINDOW_ROWS", plan.windows[0]),
        ("WINDOW_COLUMNS", plan.windows[1]),
        ("RELU", usize::from(stage.relu)),
        ("POOL", usize::from(stage.pool)),
    ];
    sizes.map(|(name, size)| (name, size as f64)).to_vec()
}

/// The filters as the kernel reads them: `[groups, in, kernel height, kernel width]` vectors of output channels.
pub(crate) fn pack_filters(stage: &ConvStage) -> Vec<f32> {
    let taps = stage.input[0] * stage.kernel[0] * stage.kernel[1];
    let mut packed = vec![0.0; stage.bias.len().next_multiple_of(CHANNELS_AT_ONCE) * taps];
    for (channel, filter) in stage.weights.chunks_exact(taps).enumerate() {
        let (group, lane) = (channel / CHANNELS_AT_ONCE, channel % CHANNELS_AT_ONCE);
        for (tap, &weight) in filter.iter().enumerate() {
            packed[(group * taps + tap) * CHANNELS_AT_ONCE + lane] = weight;
        }
    }
    packed
}

/// The bias, filled up with zeros to whole groups.
pub(crate) fn pack_bias(stage: &ConvStage) -> Vec<f32> {
    let mut packed = stage.bias.clone();
    packed.resize(stage.bias.len().next_multiple_of(CHANNELS_AT_ONCE), 0.0);
    packed
}
