//! What a detector tells while it runs.

use serde::Serialize;

use crate::images::Split;

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum DetectEvent {
    /// The prefix was run on images of a set.
    Features {
        /// Which set.
        set: Split,
        /// Images done.
        done: usize,
        /// Images in all.
        total: usize,
    },
    /// One more question was answered on all images.
    Asked {
        /// How many were.
        done: usize,
        /// Of how many.
        total: usize,
    },
}
