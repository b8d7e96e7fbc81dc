//! What defences and detectors have in common: they ask, are told what was found on all images, and ask on until they know what came
//! of it.
//!
//! `kind` says what a folder of either has to give, `registry` makes a list of such folders, and [`TaskRun`] puts any of them to work:
//! it hands out [`Task`](crate::Task)s to workers and tells of events.

mod kind;
pub(crate) mod registry;
mod run;

pub(crate) use kind::Kind;
pub use kind::{Asked, Inquiry};
pub use run::TaskRun;
