//! The tail of a network as affine maps with ReLUs between them, so that a step of the sweep costs what it changes.
//!
//! What consumes the masked tensor is often affine in it: dense layers, convolutions, average pools, residual additions, batch
//! normalisation. A pruned channel then changes the sums before the next ReLU by that channel's share alone ([`CutMap`]), and
//! the scores, which are most of what is left, are only computed where a bound cannot tell who wins ([`MarginBound`]).
//! [`AffineTail::find`] says which tails are such.

mod affine;
mod cut_map;
mod find;
mod margin_bound;
mod plain;
mod refresh;

pub(crate) use affine::AffineTail;
pub(crate) use cut_map::PackedCutMap;
pub use cut_map::TailGroup;
pub(crate) use margin_bound::{Answer, BoundAnchor, SLACK, TopKScan};
pub use plain::{Tail, TailLayer};
pub use refresh::SumRefresh;
