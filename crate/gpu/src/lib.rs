//! The hot convolutions of a network as WebGPU kernels, through wgpu: the [`Engine`] that runs a prefix on a GPU.
//!
//! ```text
//! u8 [n,3,55,47] -> widen -> conv_1 -> conv_2 -> conv_3 -> f32 [n,60,5,4]   one submission,
//!                                                       `-> channel sums [n,60]   one readback
//! ```
//!
//! Each convolution brings its bias, ReLU and max pool along (see `kernels/convolution.wgsl`); every kernel is a plain
//! WGSL file. The same code runs on Vulkan, Metal and in a browser's dedicated worker. When there is no adapter, or
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
//! [`Engine`]: goodnet_core::Engine

mod adapter;
mod engine;
mod error;
mod fault;
mod kernels;
mod network;
mod pipeline;
mod plan;
mod readback;
mod stats;

pub use adapter::{Adapter, OpenDevice, open_device};
pub use engine::GpuEngine;
pub use error::GpuError;
pub use stats::GpuStats;
