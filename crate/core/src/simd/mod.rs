//! The network on this machine's vector instructions (SSE, AVX, NEON or WebAssembly's), through rten-simd.

mod conv;
pub(crate) mod dense;
pub(crate) mod kernel;
mod winograd;

pub(crate) use conv::{ConvLayer, Scratch};
