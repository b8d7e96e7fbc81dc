//! What does a run's tasks on some of its images: on a thread, in a browser's worker, or in a test.

use goodnet_data::{Error, Result};

use super::altered::COPIES;
use super::edited_networks::EditedNetworks;
use super::evaluator::{Evaluator, Slice};
use super::feature_pass::Activation;
use super::last_layer_input::LastLayerInput;
use super::stimulation::{Stimulation, check};
use super::subject::Subject;
use super::task::{Masks, Task, Update};
use crate::images::Split;
use crate::network::TailMode;

/// Some of a run's images and what answers for them. It advances slice by slice, each some tens of milliseconds.
pub struct Worker<E: Evaluator> {
    evaluator: E,
    subject: Subject,
    mode: TailMode,
    phase: Phase<E>,
    /// The clean validation images, once they are read, until a task takes them.
    validation: Option<E::Features>,
    /// What the present task failed for.
    failed: Option<Error>,
}

enum Phase<E: Evaluator> {
    /// There is nothing to do.
    Idle,
    /// Running the prefix on a set, to tell activations.
    Rank { features: E::Features, at: Activation },
    /// Running the prefix on a clean set or, where that is done, on its poisoned copy, to answer for both.
    Read { features: E::Features, clean: Option<E::Features>, masks: Masks },
    /// Answering with more and more channels switched off.
    Mask(E::Masked),
    /// Answering as edited networks.
    Networks(Box<EditedNetworks>),
    /// Answering while channels are excited.
    Stimulate(Box<Stimulation>),
    /// Running images up to the last layer; nothing yet at the beginning.
    LastLayer { copies: usize, input: Option<Box<LastLayerInput>> },
}

impl<E: Evaluator> Worker<E> {
    /// A worker with nothing to do yet. `subject` has its images, as `evaluator` has; `mode` is how edited networks' tails are
    /// run, which the processor does whatever the evaluator is.
    pub fn new(evaluator: E, subject: Subject, mode: TailMode) -> Self {
        Self { evaluator, subject, mode, phase: Phase::Idle, validation: None, failed: None }
    }

    /// What answers.
    pub fn evaluator(&self) -> &E {
        &self.evaluator
    }

    /// Begins a task. Masks on the validation images go on from what [`Task::Activations`] read, where this worker did that; one
    /// that takes another's place reads those images first. Masks that do not fit the network fail at the first slice.
    pub fn begin(&mut self, task: &Task) {
        self.failed = match task {
            Task::Masks(masks) => masks.check(self.subject.network.cut()[0]).err(),
            Task::LastLayerInput { copies } if *copies > COPIES => Some(Error::Option {
                option: "copies",
                value: copies.to_string(),
                reason: format!("there are {COPIES}"),
            }),
            Task::Stimulate { stimuli } => check(stimuli, self.subject.network.cut()[0]).err(),
            Task::Activations { .. } | Task::Networks { .. } | Task::LastLayerInput { .. } => None,
        };
        let validation = self.validation.take();
        self.phase = match task {
            &Task::Activations { at } => Phase::Rank { features: self.evaluator.begin(Split::Validation), at },
            Task::Masks(masks) => {
                let ([clean, poisoned], masks) = (masks.on.splits(), masks.clone());
                match validation.filter(|_| clean == Split::Validation) {
                    None => Phase::Read { features: self.evaluator.begin(clean), clean: None, masks },
                    known => Phase::Read { features: self.evaluator.begin(poisoned), clean: known, masks },
                }
            }
            &Task::LastLayerInput { copies } => Phase::LastLayer { copies, input: None },
            Task::Stimulate { stimuli } => {
                Phase::Stimulate(Box::new(Stimulation::new(&self.subject, stimuli.clone(), self.mode)))
            }
            Task::Networks { on, edits, closely } => Phase::Networks(Box::new(EditedNetworks::new(
                self.subject.clone(),
                *on,
                *closely,
                edits.clone(),
                self.mode,
            ))),
        };
    }

    /// Does the next slice of the task; `None` when it is done.
    ///
    /// # Errors
    /// [`Error::Engine`] when the engine broke down: nothing is lost, and another worker can begin the same task anew.
    /// [`Error::Graph`], [`Error::NotFinite`], [`Error::NoLastLayer`], [`Error::Option`] for a task that does not fit, and what an edited network is refused for are
    /// final. A task that failed fails from then on.
    pub async fn advance(&mut self) -> Result<Option<Update>> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let update = self.next().await;
        self.failed = update.as_ref().err().cloned();
        update
    }

    async fn next(&mut self) -> Result<Option<Update>> {
        let evaluator = &mut self.evaluator;
        let (phase, update) = match std::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::Idle => return Ok(None),
            Phase::Rank { mut features, at } => match evaluator.read(&mut features, Some(at)).await? {
                Some(done) => (Phase::Rank { features, at }, Update::Features { set: Split::Validation, done }),
                None => {
                    let sums = evaluator.activations(&features, at);
                    self.validation = Some(features);
                    (Phase::Idle, Update::Activations { sums })
                }
            },
            Phase::Read { mut features, clean, masks } => {
                let [clean_split, poisoned_split] = masks.on.splits();
                let set = if clean.is_some() { poisoned_split } else { clean_split };
                match (evaluator.read(&mut features, None).await?, clean) {
                    (Some(done), clean) => (Phase::Read { features, clean, masks }, Update::Features { set, done }),
                    (None, None) => {
                        let poisoned = evaluator.begin(poisoned_split);
                        (Phase::Read { features: poisoned, clean: Some(features), masks }, Update::Working)
                    }
                    (None, Some(clean)) => {
                        (Phase::Mask(evaluator.mask([clean, features], masks).await?), Update::Working)
                    }
                }
            }
            Phase::Mask(mut masked) => match evaluator.answer(&mut masked).await? {
                Slice::Working => (Phase::Mask(masked), Update::Working),
                Slice::Answers(answers) => (Phase::Mask(masked), Update::Answers(answers)),
                Slice::Done => return Ok(None),
            },
            Phase::LastLayer { copies, input: None } => {
                let input = LastLayerInput::new(&self.subject, copies, self.mode)?;
                (Phase::LastLayer { copies, input: Some(Box::new(input)) }, Update::Working)
            }
            Phase::LastLayer { copies, input: Some(mut input) } => match input.advance().await? {
                Some(update) => (Phase::LastLayer { copies, input: Some(input) }, update),
                None => return Ok(None),
            },
            Phase::Stimulate(mut stimulation) => match stimulation.advance().await? {
                Some(update) => (Phase::Stimulate(stimulation), update),
                None => return Ok(None),
            },
            Phase::Networks(mut networks) => match networks.advance().await? {
                Some(update) => (Phase::Networks(networks), update),
                None => return Ok(None),
            },
        };
        self.phase = phase;
        Ok(Some(update))
    }
}
