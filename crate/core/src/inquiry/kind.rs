//! What a defence's or a detector's folder has to give.

use std::sync::Arc;

use goodnet_data::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::evaluate::{Found, Subject, Task};
use crate::network::TailMode;

/// A kind of defence or detector: what it is called, what it takes, what it leaves, and how it begins.
pub(crate) trait Kind {
    /// What people are told of it, as all of its list are told of.
    type Info;
    /// That of this one.
    const INFO: Self::Info;
    /// Whether it asks for answers at the cut, which any evaluator gives. Everything else the processor does.
    const AT_THE_CUT: bool;
    /// What it can be asked to do; the default is what its authors or the lab ask for.
    type Options: Default + Serialize + DeserializeOwned;
    /// What it leaves.
    type Outcome: Serialize;
    /// It at work.
    type Inquiry: Inquiry<Outcome = Self::Outcome> + 'static;

    /// Begins; `mode` is how the tail is run where channels at the cut are switched off one by one.
    ///
    /// # Errors
    /// [`goodnet_data::Error::Option`] for options that make no sense.
    fn start(subject: &Subject, options: &Self::Options, mode: TailMode) -> Result<Self::Inquiry>;
}

/// A defence or a detector at work. It runs no network and knows nothing of workers, threads or clocks.
pub trait Inquiry: std::fmt::Debug {
    /// What it tells while it works.
    type Event;
    /// What it leaves.
    type Outcome;

    /// What is to be found out now; `None` when everything is known.
    fn task(&self) -> Option<&Arc<Task>>;

    /// Takes what was found of the present task, and says what that means.
    fn hear(&mut self, found: Found) -> Vec<Self::Event>;

    /// What came of it; `None` until everything is known.
    fn outcome(&self) -> Option<Self::Outcome>;
}

/// What is asked: one of a list, and its options.
pub trait Asked {
    /// Any of the list, at work.
    type Inquiry: Inquiry;

    /// The images that it looks at, of those that there are.
    fn images(&self, subject: &Subject) -> crate::Images;

    /// Begins.
    ///
    /// # Errors
    /// As the one that is asked for.
    fn start(&self, subject: &Subject, mode: TailMode) -> Result<Self::Inquiry>;
}
