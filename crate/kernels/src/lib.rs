//! Arithmetic on this machine's vector instructions (SSE, AVX, NEON or WebAssembly's): convolutions with what follows them and dense
//! layers, through rten-simd, and what a sweep does with rows of numbers.
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
