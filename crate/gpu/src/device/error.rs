//! Why no GPU engine could be made, each with what was wrong.

/// What keeps the prefix of a network off the GPU. The caller goes on with another engine and shows this.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GpuError {
    /// There is nothing to run.
    #[error("the network has no stage to run on the GPU")]
    NoStages,
    /// A stage that does not fit its own weights, or the stage before it.
    #[error("the stage `{stage}` cannot run on the GPU: {reason}")]
    Stage {
        /// The convolution's name.
        stage: String,
        /// What does not fit.
        reason: String,
    },
    /// No adapter: no WebGPU in this browser, or no driver.
    #[error(
        "no WebGPU adapter was found ({reason}). Use a browser that has WebGPU switched on, or install a Vulkan or Metal driver"
    )]
    NoAdapter {
        /// What the search says.
        reason: String,
    },
    /// The adapter gave no device.
    #[error("the WebGPU adapter {adapter} gave no device: {reason}")]
    NoDevice {
        /// The adapter's description.
        adapter: String,
        /// What the adapter says.
        reason: String,
    },
    /// Even one image does not fit the device's limits.
    #[error("{what} needs {needed}, but this device's {limit_name} is {limit}")]
    TooLarge {
        /// What does not fit.
        what: String,
        /// How much one image needs.
        needed: u64,
        /// WebGPU's name for the limit.
        limit_name: &'static str,
        /// How much the device offers, in the same unit.
        limit: u64,
    },
    /// The device refused a buffer or a kernel.
    #[error("the WebGPU device could not be set up: {reason}")]
    Setup {
        /// What the device says.
        reason: String,
    },
}

/// The name under which errors and reports list this engine.
pub(crate) const ENGINE: &str = "webgpu";

impl From<GpuError> for goodnet_core::Error {
    fn from(error: GpuError) -> Self {
        Self::Engine { engine: ENGINE, reason: error.to_string() }
    }
}
