//! What an engine has done so far.

/// Counts since the engine was made. A batch is one submission and one readback, whatever its stages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GpuStats {
    /// Images answered for.
    pub images: u64,
    /// Submissions to the queue.
    pub submissions: u64,
    /// Kernels started.
    pub dispatches: u64,
    /// Bytes of images sent to the device, as they went: packed, four pixels to a word.
    pub bytes_up: u64,
    /// Mappings asked for.
    pub readbacks: u64,
    /// Bytes of features and sums read back.
    pub bytes_down: u64,
}
