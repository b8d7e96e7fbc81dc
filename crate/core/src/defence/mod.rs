//! Defences, each a folder: its options, what it does, its outcome, and a README.
//!
//! `registry` lists the folders; what each has to give, and how it is put to work, is the same as for detectors
//! ([`inquiry`](crate::inquiry)). What all of them speak of stands beside these: events, rankings, repaired networks' figures.

mod clp;
mod event;
mod kind;
mod pruning;
mod ranking;
mod refit;
mod registry;
mod repaired;
mod scored_edits;
mod tally;

pub use clp::{ClpModel, ClpOptions, ClpOutcome};
pub use event::{Event, Step};
pub use kind::{DefenceInfo, DefenceOutcome};
pub use pruning::{
    AccuracyDrop, DeadChannels, PruningOptions, PruningOutcome, Recipe, RecipeChoice, SweepReport, ThresholdRule,
    Thresholds, parse_thresholds,
};
pub use ranking::{DEAD_BELOW, RankedChannel, Ranking};
pub use refit::{RefitOptions, RefitOutcome};
#[cfg(feature = "types")]
pub use registry::DefenceOptions;
pub use registry::{AnyDefence, DEFENCES, Options, Outcome};
pub use repaired::{Baseline, GoodNetScore, LargestShare, Repaired, RepairedModel, Robustness};

/// A defence's run.
pub type Run = crate::inquiry::TaskRun<AnyDefence>;
