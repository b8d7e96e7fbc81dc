//! What a defence's folder has to give.

use goodnet_data::{Edit, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::event::Event;
use super::repaired::Repaired;
use crate::evaluate::{Found, Subject, Task};
use crate::images::Split;
use crate::metrics::Score;
use crate::network::TailMode;

/// A kind of defence: what it is called, what it takes, what it leaves, and how it begins.
pub(super) trait Kind {
    /// What people are told of it.
    const INFO: DefenceInfo;
    /// Whether it asks for answers at the cut, which any evaluator gives. Of edited networks alone, the processor answers.
    const AT_THE_CUT: bool;
    /// What it can be asked to do; the default is what its authors or the lab ask for.
    type Options: Default + Serialize + DeserializeOwned;
    /// What it leaves.
    type Outcome: DefenceOutcome + Serialize;
    /// The defence at work.
    type Defence: Defence<Outcome = Self::Outcome> + 'static;

    /// Begins; `mode` is how the tail is run where channels at the cut are switched off one by one.
    ///
    /// # Errors
    /// [`goodnet_data::Error::Option`] for options that make no sense.
    fn start(subject: &Subject, options: &Self::Options, mode: TailMode) -> Result<Self::Defence>;
}

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

/// A defence at work: it asks, is told what was found on all images, and asks on until it knows what came of it. It runs no network
/// and knows nothing of workers, threads or clocks.
pub(super) trait Defence: std::fmt::Debug {
    /// What it leaves.
    type Outcome;

    /// What is to be found out now; `None` when everything is known.
    fn task(&self) -> Option<&Task>;

    /// Takes what was found of the present task, and says what that means.
    fn hear(&mut self, found: Found) -> Vec<Event>;

    /// What came of it; `None` until everything is known.
    fn outcome(&self) -> Option<Self::Outcome>;
}

/// What every defence's outcome can tell.
pub trait DefenceOutcome {
    /// What B and the repaired networks were scored on.
    fn scored_on(&self) -> Split;

    /// B on these images.
    fn baseline(&self) -> Score;

    /// A row a threshold.
    fn repaired(&self) -> Vec<&Repaired>;

    /// What is changed in the network of a row; `None` where there is none.
    fn edit(&self, threshold: f64) -> Option<Edit>;

    /// How many decisions were too close to call, and how many there were.
    fn ties(&self) -> [usize; 2];
}
