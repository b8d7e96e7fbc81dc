//! What a refit leaves: a network a ridge.

use goodnet_data::Edit;
use serde::Serialize;

use crate::defence::kind::DefenceOutcome;
use crate::defence::repaired::{Baseline, Repaired};
use crate::images::Split;
use crate::metrics::Tie;

/// Everything that a refit found. The same bytes and options give the same report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefitOutcome {
    /// What B and the repaired models were scored on: the test images, or the validation images where there are no others.
    pub scored_on: Split,
    /// B on these images.
    pub baseline: Baseline,
    /// A row a ridge.
    pub repaired: Vec<Repaired>,
    /// The clean validation images that the layer was computed from.
    pub images: usize,
    /// Altered copies of each that were looked at too.
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
