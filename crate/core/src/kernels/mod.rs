//! The network's operations on this machine's vector instructions (SSE, AVX, NEON or WebAssembly's), through rten-simd.

mod conv;
pub(crate) mod dense;
mod epilogue;
pub(crate) mod panel;
mod scratch;
mod stage;
mod winograd;

pub(crate) use conv::ConvLayer;
pub(crate) use scratch::Scratch;
pub use stage::ConvStage;
