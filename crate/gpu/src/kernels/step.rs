//! The steps of a sweep on the device, see `step.wgsl`.

use crate::device::{Access, Gpu, entry};

pub(super) const STEP: &str = include_str!("step.wgsl");

/// Bytes of a step as kernels read it.
const BYTES: u64 = size_of::<Step>() as u64;

/// What one step does.
#[derive(Debug, Clone, Copy, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(crate) struct Step {
    /// The channel that is pruned.
    pub(crate) channel: u32,
    /// What its plane holds then.
    pub(crate) constant: f32,
    /// The network whose answers are counted; 0 has nothing pruned.
    pub(crate) network: u32,
    /// WGSL rounds a uniform's size up to 16 bytes.
    pub(crate) padding: u32,
}

/// How kernels take a step: at an offset in group 1.
pub(crate) struct StepLayout(wgpu::BindGroupLayout);

/// Steps that were sent.
pub(crate) struct Steps {
    pub(crate) bindings: wgpu::BindGroup,
    /// Bytes from one to the next.
    pub(crate) stride: u32,
}

impl StepLayout {
    pub(crate) fn new(device: &wgpu::Device) -> Self {
        Self(device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("steps"),
            entries: &[wgpu::BindGroupLayoutEntry {
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: true,
                    min_binding_size: None,
                },
                ..entry(0, Access::Uniform)
            }],
        }))
    }

    pub(super) fn layout(&self) -> &wgpu::BindGroupLayout {
        &self.0
    }

    /// Sends the steps of a sweep.
    pub(crate) fn send(&self, gpu: &mut Gpu, steps: &[Step]) -> Steps {
        let stride = gpu.device.limits().min_uniform_buffer_offset_alignment.max(BYTES as u32);
        let mut bytes = vec![0_u8; steps.len() * stride as usize];
        for (bytes, step) in bytes.chunks_exact_mut(stride as usize).zip(steps) {
            bytes[..BYTES as usize].copy_from_slice(bytemuck::bytes_of(step));
        }
        let buffer = gpu.uniform("steps", &bytes);
        let size = wgpu::BufferSize::new(BYTES);
        let resource = wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer: &buffer, offset: 0, size });
        let bindings = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("steps"),
            layout: &self.0,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource }],
        });
        Steps { bindings, stride }
    }
}
