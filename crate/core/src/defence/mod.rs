//! Defences, each a folder: its options, what it does, its outcome, and a README.
//!
//! `kind` says what a folder has to give, `registry` lists the folders, and [`Run`] puts any of them to work: it hands out
//! [`Task`](crate::Task)s to workers and tells of [`Event`]s. What all of them speak of stands beside these: events, rankings,
//! repaired networks' figures.

mod clp;
mod event;
mod kind;
mod pruning;
mod ranking;
mod refit;
mod registry;
mod repaired;
mod run;
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
pub use registry::{DEFENCES, Options, Outcome};
pub use repaired::{Repaired, RepairedModel};
pub use run::Run;
