//! The network's operations on this machine's vector instructions (SSE, AVX, NEON or WebAssembly's), through rten-simd: a file an
//! operation.
//!
//! A crate of its own, for it is what a repair spends its time in: the page's modules are compiled to be small, and this to be fast.

mod conv;
pub mod dense;
mod epilogue;
mod panel;
mod scratch;
mod stage;
pub mod vectors;
mod winograd;

pub use conv::ConvLayer;
pub use panel::Panels;
pub use scratch::Scratch;
pub use stage::ConvStage;
