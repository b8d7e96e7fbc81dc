//! What a device has done so far.

/// Counts since an engine was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GpuStats {
    /// Submissions to the queue; each is read back once.
    pub submissions: u64,
    /// Kernels started.
    pub dispatches: u64,
    /// Bytes sent to the device: weights, images, steps.
    pub bytes_up: u64,
    /// Bytes read back.
    pub bytes_down: u64,
}
