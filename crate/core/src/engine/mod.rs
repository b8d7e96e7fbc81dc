//! What runs the prefix of a network: the part that pruning does not change, and that is run once an image.

mod interface;
mod processor;
mod simd;
mod tract;

pub use interface::Engine;
pub use processor::ProcessorEngine;
pub use simd::SimdEngine;
pub use tract::TractEngine;
