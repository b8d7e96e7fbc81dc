//! Planes added up by channel, see `plane_sums.wgsl`.

use super::vectors::vectors;
use crate::device::{Access, Dispatch, Kernel, Size, Source};

pub(super) const PLANE_SUMS: &str = include_str!("plane_sums.wgsl");

/// Adds up the planes of each image.
pub(crate) struct PlaneSums {
    kernel: Kernel,
    size: Size,
}

impl PlaneSums {
    /// For images of `channels` planes of `places` values.
    pub(crate) fn new(device: &wgpu::Device, channels: usize, places: usize) -> Self {
        let source = Source {
            label: "sums",
            parts: &[PLANE_SUMS],
            entry: "sum_planes",
            constants: &[("PLACES", places as f64), ("CHANNELS", vectors(channels) as f64)],
            bindings: &[Access::Read, Access::Write],
            steps: None,
        };
        Self { kernel: Kernel::new(device, &source), size: Self::size(channels) }
    }

    /// The size of its dispatch.
    pub(crate) fn size(channels: usize) -> Size {
        Size::items(vectors(channels))
    }

    pub(crate) fn bind(&self, device: &wgpu::Device, planes: &wgpu::Buffer, sums: &wgpu::Buffer) -> Dispatch {
        self.kernel.bind(device, self.size, &[planes, sums])
    }
}
