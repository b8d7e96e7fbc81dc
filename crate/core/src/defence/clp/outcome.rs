//! What CLP leaves: a network a threshold.

use goodnet_data::Edit;
use serde::Serialize;

use crate::defence::kind::DefenceOutcome;
use crate::defence::repaired::{Baseline, Repaired};
use crate::images::Split;
use crate::metrics::Tie;

/// Everything that CLP found. The same bytes and options give the same report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClpOutcome {
    /// What B and the repaired models were scored on: the test images, or the validation images where there are no others.
    #[cfg_attr(feature = "types", ts(as = "crate::evaluate::SetPair"))]
    pub scored_on: Split,
    /// B on these images.
    pub baseline: Baseline,
    /// A row a threshold, in ascending order.
    pub repaired: Vec<ClpModel>,
    /// How many decisions were ties, all networks and sets together.
    pub ties: usize,
    /// How many decisions there were.
    pub decisions: usize,
    /// Each tie.
    pub tied: Vec<Tie>,
}

impl DefenceOutcome for ClpOutcome {
    fn scored_on(&self) -> Split {
        self.scored_on
    }

    fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    fn repaired(&self) -> Vec<&Repaired> {
        self.repaired.iter().map(|model| &model.repaired).collect()
    }

    fn edit(&self, threshold: f64) -> Option<Edit> {
        self.repaired.iter().find(|model| model.repaired.threshold == threshold).map(|model| model.edit.clone())
    }

    fn ties(&self) -> [usize; 2] {
        [self.ties, self.decisions]
    }
}

/// A network that CLP left.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ClpModel {
    /// Its figures.
    #[serde(flatten)]
    pub repaired: Repaired,
    /// What is switched off.
    pub edit: Edit,
}
