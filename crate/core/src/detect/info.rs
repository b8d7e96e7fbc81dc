//! What is told of every detector, and what every detector's outcome can tell.

use goodnet_data::Label;
use serde::Serialize;

/// What people are told of a detector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DetectorInfo {
    /// A stable name, in kebab case.
    #[cfg_attr(feature = "types", ts(type = "DetectorOptions[\"detector\"]"))]
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it does, in a sentence or two.
    pub summary: &'static str,
    /// Who published it, where.
    pub source: &'static str,
}

/// What every detector's outcome can tell.
pub trait DetectorOutcome {
    /// The labels that a backdoor may serve, the likeliest first, with what speaks for each: more is more.
    fn suspects(&self) -> Vec<(Label, f64)>;
}
