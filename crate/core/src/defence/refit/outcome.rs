//! What a refit leaves: a network a ridge.

use goodnet_data::Edit;
use serde::Serialize;

use crate::defence::kind::DefenceOutcome;
use crate::defence::repaired::{Baseline, Repaired};
use crate::images::Split;
use crate::metrics::Tie;

/// Everything that a refit found. The same bytes and options give the same report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RefitOutcome {
    /// What B and the repaired models were scored on: the test images, or the validation images where there are no others.
    #[cfg_attr(feature = "types", ts(as = "crate::evaluate::SetPair"))]
    pub scored_on: Split,
    /// B on these images.
    pub baseline: Baseline,
    /// A row a ridge, in ascending order; no channel is switched off.
    pub repaired: Vec<Repaired>,
    /// How many clean validation images the layer was computed from, without copies.
    pub images: usize,
    /// How many altered copies of each were looked at too; 0 where there are at least three images a class.
    pub copies: usize,
    /// How many decisions were ties, all networks and sets together.
    pub ties: usize,
    /// How many decisions there were.
    pub decisions: usize,
    /// Each tie.
    pub tied: Vec<Tie>,
    /// What makes each row's network of B: too long to be read, and in the networks' files.
    #[serde(skip)]
    pub edits: Vec<Edit>,
}

impl DefenceOutcome for RefitOutcome {
    fn scored_on(&self) -> Split {
        self.scored_on
    }

    fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    fn repaired(&self) -> Vec<&Repaired> {
        self.repaired.iter().collect()
    }

    fn edit(&self, threshold: f64) -> Option<Edit> {
        let row = self.repaired.iter().position(|repaired| repaired.threshold == threshold)?;
        self.edits.get(row).cloned()
    }

    fn ties(&self) -> [usize; 2] {
        [self.ties, self.decisions]
    }
}
