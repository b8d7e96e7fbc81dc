//! What a defence tells while it runs: enough for a page, a terminal or a test to show it, whichever defence it is.

use serde::Serialize;

use super::ranking::Ranking;
use super::repaired::Repaired;
use crate::images::Split;
use crate::metrics::Score;

/// Something that happened while a defence ran.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "RunEvent"))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Event {
    /// The prefix was run on images of a set.
    Features {
        /// Which set.
        set: Split,
        /// Images done.
        done: usize,
        /// Images in all.
        total: usize,
    },
    /// The order in which channels are switched off is known.
    Ranked(Ranking),
    /// One more channel is switched off, and the network has answered for the validation images.
    Step(Step),
    /// B itself, on the test images or what stands in for them.
    Baseline {
        /// Its figures.
        #[serde(flatten)]
        score: Score,
        /// How many thresholds there are to tell of.
        repaired: usize,
    },
    /// A repaired network was scored, or it is known that there is none at a threshold.
    Repaired(Repaired),
}

/// The network after some channels were switched off, on the validation images.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ReportStep"))]
pub struct Step {
    /// How many channels are off; 0 at the start.
    pub pruned: usize,
    /// The channel that was switched off last; none at the start.
    pub channel: Option<usize>,
    /// Clean accuracy and attack success rate.
    #[serde(flatten)]
    pub score: Score,
    /// How many of the step's decisions are ties: another engine may decide otherwise.
    pub ties: usize,
}
