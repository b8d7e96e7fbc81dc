//! What has to fit a device's limits.

use super::error::GpuError;
use super::pipeline::Size;

/// What a device has to have room for.
#[derive(Default)]
pub(crate) struct Needs {
    /// What, and bytes of its buffer.
    buffers: Vec<(String, u64)>,
    /// What, and workgroups of its dispatch.
    dispatches: Vec<(String, u64)>,
}

impl Needs {
    pub(crate) fn buffer(&mut self, what: impl Into<String>, bytes: u64) {
        self.buffers.push((what.into(), bytes));
    }

    pub(crate) fn dispatch(&mut self, what: impl Into<String>, size: Size, images: usize) {
        self.dispatches.push((what.into(), size.workgroups(images)));
    }

    /// Bytes of the largest buffer.
    pub(crate) fn largest_buffer(&self) -> u64 {
        self.buffers.iter().map(|need| need.1).max().unwrap_or(0)
    }

    /// # Errors
    /// [`GpuError::TooLarge`] for the first that `limits` have no room for.
    pub(crate) fn check(self, limits: &wgpu::Limits) -> Result<(), GpuError> {
        let binding = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        let workgroups = u64::from(limits.max_compute_workgroups_per_dimension);
        let buffers = self.buffers.into_iter().map(|need| (need, "maxStorageBufferBindingSize", binding));
        let dispatches = self.dispatches.into_iter().map(|need| (need, "maxComputeWorkgroupsPerDimension", workgroups));
        for ((what, needed), limit_name, limit) in buffers.chain(dispatches) {
            if needed > limit {
                return Err(GpuError::TooLarge { what, needed, limit_name, limit });
            }
        }
        Ok(())
    }
}
