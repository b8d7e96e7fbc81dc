//! What the vote leaves: the labels by their votes.

use goodnet_data::Label;
use serde::Serialize;

use crate::detect::info::DetectorOutcome;

/// Everything that the vote found. The same bytes and options give the same outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct VoteOutcome {
    /// The convolution whose channels voted.
    pub convolution: String,
    /// How many clean images were looked at.
    pub images: usize,
    /// How often a channel was excited.
    pub runs: usize,
    /// The labels that got votes, most first; equals in ascending order.
    pub votes: Vec<LabelVotes>,
}

/// A label's votes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LabelVotes {
    /// The label.
    pub label: Label,
    /// How many runs it won.
    pub votes: usize,
    /// With which channels, in ascending order.
    pub channels: Vec<usize>,
}

impl DetectorOutcome for VoteOutcome {
    fn suspects(&self) -> Vec<(Label, f64)> {
        self.votes.iter().map(|votes| (votes.label, votes.votes as f64)).collect()
    }
}
