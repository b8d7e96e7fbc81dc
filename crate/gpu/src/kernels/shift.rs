//! Moving sums by what pruning a channel changes, see `shift.wgsl`.

use super::step::{STEP, StepLayout};
use super::vectors::vectors;
use crate::device::{Access, Dispatch, Kernel, Size, Source};

pub(super) const SHIFT: &str = include_str!("shift.wgsl");

/// Moves the sums that read the cut.
pub(crate) struct Shift {
    kernel: Kernel,
    size: Size,
}

/// What it reads and writes.
pub(crate) struct ShiftBuffers<'a> {
    pub(crate) features: &'a wgpu::Buffer,
    pub(crate) matrices: &'a wgpu::Buffer,
    pub(crate) columns: &'a wgpu::Buffer,
    pub(crate) places: &'a wgpu::Buffer,
    pub(crate) sums: &'a wgpu::Buffer,
}

impl Shift {
    /// For buffers of `batch` images with `channels` planes of `places` values, and `width` vectors of sums each.
    pub(crate) fn new(
        device: &wgpu::Device,
        steps: &StepLayout,
        batch: usize,
        [channels, places]: [usize; 2],
        width: usize,
    ) -> Self {
        use Access::{Read, Write};
        let constants = [("BATCH", batch), ("PLACES", places), ("CHANNELS", vectors(channels)), ("WIDTH", width)];
        let source = Source {
            label: "shift",
            parts: &[STEP, SHIFT],
            entry: "shift",
            constants: &constants.map(|(name, size)| (name, size as f64)),
            bindings: &[Read, Read, Read, Read, Write],
            steps: Some(steps.layout()),
        };
        Self { kernel: Kernel::new(device, &source), size: Self::size(width) }
    }

    /// The size of its dispatch.
    pub(crate) fn size(width: usize) -> Size {
        Size::items(width)
    }

    pub(crate) fn bind(&self, device: &wgpu::Device, buffers: &ShiftBuffers<'_>) -> Dispatch {
        let ShiftBuffers { features, matrices, columns, places, sums } = buffers;
        self.kernel.bind(device, self.size, &[features, matrices, columns, places, sums])
    }
}
