//! What is told of every defence, and what every defence's outcome can tell.

use goodnet_data::Edit;
use serde::Serialize;

use super::repaired::{Baseline, Repaired};
use crate::images::Split;

/// What people are told of a defence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DefenceInfo {
    /// A stable name, in kebab case.
    #[cfg_attr(feature = "types", ts(type = "DefenceOptions[\"defence\"]"))]
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it does, in a sentence or two.
    pub summary: &'static str,
    /// Who published it, where.
    pub source: &'static str,
    /// What a threshold is, as a column is headed.
    pub threshold: &'static str,
    /// What thresholds are counted in.
    pub unit: &'static str,
}

/// What every defence's outcome can tell.
pub trait DefenceOutcome {
    /// What B and the repaired networks were scored on.
    fn scored_on(&self) -> Split;

    /// B on these images.
    fn baseline(&self) -> &Baseline;

    /// A row a threshold.
    fn repaired(&self) -> Vec<&Repaired>;

    /// What is changed in the network of a row; `None` where there is none.
    fn edit(&self, threshold: f64) -> Option<Edit>;

    /// How many decisions were too close to call, and how many there were.
    fn ties(&self) -> [usize; 2];
}
