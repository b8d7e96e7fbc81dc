//! Memory that layers use one after the other.

/// Room for what a layer needs while it runs, used again by the next.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    pub(crate) upper: Vec<f32>,
    pub(crate) lower: Vec<f32>,
    pub(crate) transformed: Vec<f32>,
    pub(crate) products: Vec<f32>,
}
