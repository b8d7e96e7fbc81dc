//! Which channels pruning would change, see `live.wgsl`.

use super::vectors::vectors;
use crate::device::{Access, Dispatch, Kernel, Size, Source};

pub(super) const LIVE: &str = include_str!("live.wgsl");

/// Finds the channels that are not constant yet.
pub(crate) struct FindLive(Kernel);

impl FindLive {
    /// For features of `channels` planes of `places` values.
    pub(crate) fn new(device: &wgpu::Device, channels: usize, places: usize) -> Self {
        let source = Source {
            label: "find_live",
            parts: &[LIVE],
            entry: "find_live",
            constants: &[("PLACES", places as f64), ("CHANNELS", vectors(channels) as f64)],
            bindings: &[Access::Read, Access::Read, Access::Write],
            steps: None,
        };
        Self(Kernel::new(device, &source))
    }

    pub(crate) fn bind(
        &self,
        device: &wgpu::Device,
        features: &wgpu::Buffer,
        constants: &wgpu::Buffer,
        live: &wgpu::Buffer,
    ) -> Dispatch {
        self.0.bind(device, Size::Workgroups, &[features, constants, live])
    }
}
