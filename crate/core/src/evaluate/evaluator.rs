//! What answers for image sets: the processor ([`Processor`](super::Processor)), or a GPU.

use goodnet_data::Result;

use super::feature_pass::Activation;
use super::task::{Answers, Masks};
use crate::images::Split;

/// Keeps image sets' features at the cut and answers for them with channels switched off, slice by slice.
///
/// Every implementation gives the same answers; [`Worker`](super::Worker) says in which order it is asked. Asynchronous because a
/// GPU's answers are. After an error it is not asked again; [`crate::Error::Engine`] says that another evaluator can do the same
/// task anew.
#[expect(
    async_fn_in_trait,
    reason = "evaluators live in one worker and are never sent to another thread while they run"
)]
pub trait Evaluator {
    /// A set's features at the cut, as far as they are computed.
    type Features;
    /// A clean set and its poisoned copy, some channels switched off.
    type Masked;

    /// A set of which nothing is computed yet.
    fn begin(&self, split: Split) -> Self::Features;

    /// Runs the prefix on the next images of a set; tells how many are done, or `None` when all were. Activations are read on
    /// the way where `activation` says that they are wanted.
    ///
    /// # Errors
    /// [`crate::Error::Engine`] or [`crate::Error::Graph`].
    async fn read(&mut self, features: &mut Self::Features, activation: Option<Activation>) -> Result<Option<usize>>;

    /// How much a set that was read excites each channel, as [`Update::Activations`](super::Update::Activations) has it.
    fn activations(&self, features: &Self::Features, activation: Activation) -> Vec<Vec<f64>>;

    /// Takes a clean set and its poisoned copy, both read, to be answered with each number of channels off.
    ///
    /// # Errors
    /// [`crate::Error::Engine`].
    async fn mask(&mut self, sets: [Self::Features; 2], masks: Masks) -> Result<Self::Masked>;

    /// Does the next slice of the answers.
    ///
    /// # Errors
    /// [`crate::Error::Engine`], [`crate::Error::Graph`] or [`crate::Error::NotFinite`].
    async fn answer(&mut self, masked: &mut Self::Masked) -> Result<Slice>;
}

/// What a slice of work gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Slice {
    /// A part of a network's answers.
    Working,
    /// All answers of the next network.
    Answers(Answers),
    /// Nothing is left to do.
    Done,
}
