//! Memory that layers use one after the other.

/// Room for what a layer needs while it runs, used again by the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    pub(super) upper: Vec<f32>,
    pub(super) lower: Vec<f32>,
    pub(super) transformed: Vec<f32>,
    pub(super) products: Vec<f32>,
}
