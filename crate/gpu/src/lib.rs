//! Defences' questions about images answered by WebGPU kernels, through wgpu: the prefix, activations and every step of a sweep.
//!
//! ```text
//! u8 [n,3,55,47] -> conv_1 -> conv_2 -> conv_3 -> features [n,5,4,60]          stay on the device
//!                                            `-> sums by channel [n,60]        read back for the ranking
//! features -> sums that read them -> layers after them -> scores -> judged     a step: a few counts are read back
//! ```
//!
//! The floors, each of which knows only those above it in this list:
//!
//! - `device`: finding an adapter, faults, limits, compiling and dispatching, reading back;
//! - `kernels`: one WGSL file an operation, and how it is compiled and bound;
//! - `prefix`: images to features, a batch at a time;
//! - `engine`: [`GpuEngine`], which runs the prefix alone, for networks whose tail is not affine;
//! - `tail`: features to scores, with channels switched off;
//! - `evaluator`: [`GpuEvaluator`], which does all of it for a [`Worker`](goodnet_core::Worker), as the processor's does.
//!
//! Products of matrices, with bias, ReLU and max pool, are one kernel (`kernels/product.wgsl`). Everything is plain WGSL. The same
//! code runs on Vulkan, Metal and in a browser's dedicated worker. When there is no adapter, or the device fails on the way, an
//! error says so, and the caller goes on with another engine.
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

mod device;
mod engine;
mod evaluator;
mod kernels;
mod prefix;
mod tail;

pub use device::{Adapter, GpuError, GpuStats, OpenDevice, open_device};
pub use engine::GpuEngine;
pub use evaluator::{GpuEvaluator, Masked, SetFeatures};
