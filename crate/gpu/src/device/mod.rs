//! A device at work, whatever runs on it: from the bottom up, errors and faults, how kernels are compiled and dispatched, what
//! limits allow, how answers are read back, and finding an adapter.

mod adapter;
mod error;
mod fault;
mod gpu;
mod limits;
mod pipeline;
mod readback;
mod stats;

pub use adapter::{Adapter, OpenDevice, open_device};
pub(crate) use error::ENGINE;
pub use error::GpuError;
pub(crate) use gpu::Gpu;
pub(crate) use limits::Needs;
#[cfg(test)]
pub(crate) use pipeline::WORKGROUP;
pub(crate) use pipeline::{Access, Dispatch, Kernel, Recorder, Size, Source, entry};
pub(crate) use readback::BufferRange;
pub use stats::GpuStats;
