//! What pruning leaves: the order, the curve, and a network a threshold.

use goodnet_data::Edit;
use serde::Serialize;

use super::recipe::Recipe;
use crate::defence::event::Step;
use crate::defence::kind::DefenceOutcome;
use crate::defence::ranking::Ranking;
use crate::defence::repaired::{Baseline, Repaired};
use crate::images::Split;
use crate::metrics::{StepWork, Tie};
use crate::network::TailMode;

/// Everything that pruning found. The same bytes and options give the same report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PruningOutcome {
    /// The convolution that was pruned.
    pub convolution: String,
    /// The four options.
    pub recipe: Recipe,
    /// What B and the repaired models were scored on: the test images, or the validation images where there are no others.
    #[cfg_attr(feature = "types", ts(as = "crate::evaluate::SetPair"))]
    pub scored_on: Split,
    /// B on these images.
    pub baseline: Baseline,
    /// The channels in the order in which they are pruned.
    pub ranking: Ranking,
    /// Every step, from nothing pruned to the last channel, on the validation images.
    pub steps: Vec<Step>,
    /// A row a threshold, in ascending order, on the same images as `baseline`.
    pub repaired: Vec<Repaired>,
    /// How many decisions were ties, all networks and sets together.
    pub ties: usize,
    /// How many decisions there were.
    pub decisions: usize,
    /// Each tie.
    pub tied: Vec<Tie>,
    /// How the sweep was computed.
    pub sweep: SweepReport,
}

impl PruningOutcome {
    /// The first `pruned` channels of the ranking, in the order in which they are pruned.
    pub fn channels(&self, pruned: usize) -> Vec<usize> {
        self.ranking.channels.iter().take(pruned).map(|ranked| ranked.channel).collect()
    }
}

impl DefenceOutcome for PruningOutcome {
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
        let row = self.repaired.iter().find(|row| row.threshold == threshold)?;
        Some(Edit::pruned(self.convolution.clone(), self.channels(row.model.pruned?), self.recipe.bias))
    }

    fn ties(&self) -> [usize; 2] {
        [self.ties, self.decisions]
    }
}

/// How the sweep was computed, and what it took. This alone may differ between engines.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SweepReport {
    /// Whether only what changed was computed.
    #[serde(rename = "way")]
    pub mode: TailMode,
    /// Why not, where it was asked for and is not possible.
    pub fallback: Option<String>,
    /// What the bound leaves to rounding, as a share of the largest score: where it decides by less, all scores are computed.
    pub slack: f32,
    /// The work of each step, both sets together.
    pub steps: Vec<StepWork>,
}
