//! Overwriting a pruned channel, see `fill.wgsl`.

use super::step::{STEP, StepLayout};
use super::vectors::vectors;
use crate::device::{Access, Dispatch, Kernel, Size, Source};

pub(super) const FILL: &str = include_str!("fill.wgsl");

/// Overwrites the step's channel.
pub(crate) struct Fill {
    kernel: Kernel,
    size: Size,
}

impl Fill {
    /// For features of `channels` planes of `places` values.
    pub(crate) fn new(device: &wgpu::Device, steps: &StepLayout, channels: usize, places: usize) -> Self {
        let source = Source {
            label: "fill",
            parts: &[STEP, FILL],
            entry: "fill",
            constants: &[("CHANNELS", vectors(channels) as f64)],
            bindings: &[Access::Write],
            steps: Some(steps.layout()),
        };
        Self { kernel: Kernel::new(device, &source), size: Self::size(places) }
    }

    /// The size of its dispatch.
    pub(crate) fn size(places: usize) -> Size {
        Size::items(places)
    }

    pub(crate) fn bind(&self, device: &wgpu::Device, features: &wgpu::Buffer) -> Dispatch {
        self.kernel.bind(device, self.size, &[features])
    }
}
