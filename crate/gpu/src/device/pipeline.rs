//! Kernels made ready: compiled with their constants, bound to buffers, dispatched for some images.

use wgpu::BufferBindingType as Type;

/// Invocations in a workgroup, in every kernel.
pub(crate) const WORKGROUP: u64 = 64;

/// What a kernel does with the buffer at a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
    Uniform,
}

/// A kernel as WGSL, and which of its entry points to run with which constants.
pub(crate) struct Source<'a> {
    pub(crate) label: &'a str,
    /// Parts of one module.
    pub(crate) parts: &'a [&'a str],
    pub(crate) entry: &'a str,
    pub(crate) constants: &'a [(&'a str, f64)],
    /// Bindings 0, 1, ...
    pub(crate) bindings: &'a [Access],
    /// The layout of group 1, where the kernel has one.
    pub(crate) steps: Option<&'a wgpu::BindGroupLayout>,
}

/// A compiled kernel.
#[derive(Clone)]
pub(crate) struct Kernel {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

/// How large a dispatch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// A workgroup an image.
    Workgroups,
    /// `each` items an image; an invocation takes `at_once` neighbours, and there are `times` invocations for the same items.
    Items { each: usize, at_once: usize, times: usize },
}

/// A kernel with its buffers.
pub(crate) struct Dispatch {
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    size: Size,
}

impl Kernel {
    /// Compiles a kernel. What the device has against it, it tells the open error scope.
    pub(crate) fn new(device: &wgpu::Device, source: &Source<'_>) -> Self {
        let label = Some(source.label);
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label,
            source: wgpu::ShaderSource::Wgsl(source.parts.concat().into()),
        });
        let entries: Vec<_> = (0..).zip(source.bindings).map(|(binding, access)| entry(binding, *access)).collect();
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label, entries: &entries });
        let groups: Vec<_> = [Some(&layout), source.steps].into_iter().filter(Option::is_some).collect();
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label,
            bind_group_layouts: &groups,
            ..wgpu::PipelineLayoutDescriptor::default()
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label,
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: Some(source.entry),
            compilation_options: wgpu::PipelineCompilationOptions {
                constants: source.constants,
                ..wgpu::PipelineCompilationOptions::default()
            },
            cache: None,
        });
        Self { pipeline, layout }
    }

    /// Binds `buffers` to its bindings 0, 1, ...
    pub(crate) fn bind(&self, device: &wgpu::Device, size: Size, buffers: &[&wgpu::Buffer]) -> Dispatch {
        let entries: Vec<_> = (0..)
            .zip(buffers)
            .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        let descriptor = wgpu::BindGroupDescriptor { label: None, layout: &self.layout, entries: &entries };
        Dispatch { pipeline: self.pipeline.clone(), bindings: device.create_bind_group(&descriptor), size }
    }
}

/// A storage or uniform buffer at a binding.
pub(crate) fn entry(binding: u32, access: Access) -> wgpu::BindGroupLayoutEntry {
    let ty = match access {
        Access::Read => Type::Storage { read_only: true },
        Access::Write => Type::Storage { read_only: false },
        Access::Uniform => Type::Uniform,
    };
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None },
        count: None,
    }
}

impl Size {
    /// `each` items an image, one an invocation.
    pub(crate) fn items(each: usize) -> Self {
        Self::Items { each, at_once: 1, times: 1 }
    }

    /// Workgroups for a number of images.
    pub(crate) fn workgroups(self, images: usize) -> u64 {
        match self {
            Self::Workgroups => images as u64,
            Self::Items { each, at_once, times } => {
                let invocations = (images as u64 * each as u64).div_ceil(at_once as u64) * times as u64;
                invocations.div_ceil(WORKGROUP)
            }
        }
    }
}

/// Records the dispatches of one submission.
pub(crate) struct Recorder<'a> {
    pass: wgpu::ComputePass<'a>,
    dispatches: u64,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(encoder: &'a mut wgpu::CommandEncoder) -> Self {
        Self { pass: encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default()), dispatches: 0 }
    }

    /// Has the dispatches that follow read their step at an offset, in bytes.
    pub(crate) fn step(&mut self, steps: &wgpu::BindGroup, offset: u32) {
        self.pass.set_bind_group(1, steps, &[offset]);
    }

    /// Runs a kernel on the first `images` images.
    pub(crate) fn dispatch(&mut self, dispatch: &Dispatch, images: usize) {
        self.pass.set_pipeline(&dispatch.pipeline);
        self.pass.set_bind_group(0, &dispatch.bindings, &[]);
        // A plan's batch keeps this within the device's limits, far below 2^32.
        self.pass.dispatch_workgroups(dispatch.size.workgroups(images) as u32, 1, 1);
        self.dispatches += 1;
    }

    /// How many kernels were started.
    pub(crate) fn dispatches(&self) -> u64 {
        self.dispatches
    }
}
