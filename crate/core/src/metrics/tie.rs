//! Answers that rounding could turn.

use goodnet_data::Label;
use serde::{Deserialize, Serialize};

use crate::images::Split;

/// A tie, by its image's position in the worker's part of its set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTie {
    /// The image set.
    pub split: Split,
    /// The image's position in the worker's part of the set.
    pub image: usize,
    /// The class that won here.
    pub label: Label,
    /// The class that was as good.
    pub rival: Label,
}

/// A decision on an image's label that rounding could turn: another engine may answer `rival`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Tie {
    /// The image set.
    pub set: String,
    /// How many channels were pruned.
    pub pruned: usize,
    /// The image's position in the set.
    pub image: usize,
    /// The class that won here.
    pub label: Label,
    /// The class that was as good.
    pub rival: Label,
}
