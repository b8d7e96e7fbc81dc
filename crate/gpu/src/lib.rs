//! A repair as WebGPU kernels, through wgpu: the prefix, the ranking's sums and every step of the sweep.
//!
//! ```text
//! u8 [n,3,55,47] -> conv_1 -> conv_2 -> conv_3 -> features [n,5,4,60]          stay on the device
//!                                            `-> sums by channel [n,60]        read back for the ranking
//! features -> sums that read them -> layers behind -> scores -> who wins       a step: a few counts are read back
//! ```
//!
//! A [`GpuShard`] does all of it, in the place of a core [`Shard`]; a [`GpuEngine`] runs the prefix alone, for networks whose tail
//! is not affine. Products of matrices, with bias, ReLU and max pool, are one kernel (`kernels/product.wgsl`). Everything is
//! plain WGSL. The same code runs on Vulkan, Metal and in a browser's dedicated worker. When there is no adapter, or
//! the device fails on the way, an error says so, and the caller goes on with another engine.
//!
//! ```no_run
//! # async fn example(stages: &[goodnet_core::ConvStage], images: &[u8]) -> Result<(), goodnet_core::Error> {
//! use goodnet_core::Engine;
//!
//! let mut engine = goodnet_gpu::GpuEngine::request(stages).await?;
//! println!("{}", engine.adapter());
//! let answer = engine.features(images).await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Shard`]: goodnet_core::Shard

mod adapter;
mod device;
mod engine;
mod error;
mod fault;
mod kernels;
mod layout;
mod pipeline;
mod plan;
mod prefix;
mod product;
mod readback;
mod shard;
mod stats;
mod tail;

pub use adapter::{Adapter, OpenDevice, open_device};
pub use engine::GpuEngine;
pub use error::GpuError;
pub use shard::GpuShard;
pub use stats::GpuStats;
