//! What workers are asked, and what they tell.
//!
//! A defence's run is made of these few questions, so what drives workers (threads, a page, a test) carries any defence's tasks
//! without knowing it. Everything crosses as plain data, a variant under its name: a tag beside the fields would have serde keep
//! every value twice, in code and in memory.

use goodnet_data::{Bias, Edit, Error, Label, Result};
use serde::{Deserialize, Serialize};

use super::close_look::{CloseAnswers, CloseLook};
use super::feature_pass::Activation;
use crate::images::Split;
use crate::metrics::{Count, FoundTie, StepWork};

/// What every worker of a run is asked to do, one task after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Task {
    /// Read the clean validation images, and tell how much they excite each channel.
    Activations {
        /// Where activation is read.
        at: Activation,
    },
    /// Tell what the last layer reads of the clean validation images.
    LastLayerInput {
        /// How many altered copies of each are looked at too, at most four.
        copies: usize,
    },
    /// Tell what the clean validation images are taken for while channels at the cut are excited, one stimulus after the other.
    Stimulate {
        /// The stimuli.
        stimuli: Vec<Stimulus>,
    },
    /// Switch off channel after channel, and answer with some numbers of them off.
    Masks(Masks),
    /// Answer as edited networks.
    Networks {
        /// The images.
        on: SetPair,
        /// The edits; the first is B's own, which changes nothing, and what GoodNet G compares the others with.
        edits: Vec<Edit>,
        /// What else is looked at.
        closely: CloseLook,
    },
}

/// Channels at the cut that are excited all over their plane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stimulus {
    /// Which; none leaves the network as it is.
    pub channels: Vec<usize>,
    /// To what, as a share of the largest value that the image has at the cut by itself.
    pub share: f32,
}

/// Networks that differ in how many of some channels at the cut are switched off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Masks {
    /// The images.
    pub on: SetPair,
    /// The channels in the order in which they are switched off.
    pub channels: Vec<usize>,
    /// What becomes of their biases.
    pub bias: Bias,
    /// With how many of them off the network answers; ascending, the first is 0.
    pub pruned: Vec<usize>,
    /// What else is looked at, where it is: GoodNet G, made of the first network and each later one, among it.
    pub closely: Option<CloseLook>,
}

impl Masks {
    /// Whether they fit a cut of `channels`.
    ///
    /// # Errors
    /// [`Error::Option`] when a channel is not there or stands twice, or the numbers do not ascend from 0 to at most all of them.
    pub(crate) fn check(&self, channels: usize) -> Result<()> {
        let mut seen = vec![false; channels];
        let once = |&channel: &usize| seen.get_mut(channel).is_some_and(|seen| !std::mem::replace(seen, true));
        let ascending = self.pruned.first() == Some(&0) && self.pruned.is_sorted_by(|a, b| a < b);
        let within = self.pruned.last().is_some_and(|&last| last <= self.channels.len());
        if self.channels.iter().all(once) && ascending && within {
            return Ok(());
        }
        Err(Error::Option {
            option: "a mask",
            value: format!("{:?} of {:?}", self.pruned, self.channels),
            reason: format!("there are {channels} channels, each can be off once, and numbers of them ascend from 0"),
        })
    }

    /// Nothing is switched off: the network answers as it is, and is looked at closely.
    pub(crate) fn none(on: SetPair, closely: CloseLook) -> Self {
        Self { on, channels: Vec::new(), bias: Bias::Zero, pruned: vec![0], closely: Some(closely) }
    }
}

/// Clean images and the same with the trigger: the validation images, or the test images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SetPair {
    /// What a defence may choose by; of the poisoned ones, nothing is chosen.
    Validation,
    /// What repaired networks are scored on.
    Test,
}

impl SetPair {
    /// The clean set and its poisoned copy.
    pub fn splits(self) -> [Split; 2] {
        match self {
            Self::Validation => [Split::Validation, Split::PoisonedValidation],
            Self::Test => [Split::Test, Split::PoisonedTest],
        }
    }
}

/// What a worker tells of its task, slice by slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Update {
    /// The prefix was run on images of a set.
    Features {
        /// Which set.
        set: Split,
        /// How many of the worker's images are done.
        done: usize,
    },
    /// How much the worker's clean validation images excite each channel: sums over a few images each, in their order.
    Activations {
        /// f64 `[chunks][channels]`.
        sums: Vec<Vec<f64>>,
    },
    /// What the last layer reads of the worker's clean validation images, then of their first copies, and so on.
    LastLayerInput {
        /// How often the images were looked at: once, and once a copy.
        passes: usize,
        /// f32 `[passes, images, width]`, little-endian.
        #[serde(with = "serde_bytes")]
        values: Vec<u8>,
    },
    /// What the worker's clean validation images are taken for under one stimulus.
    Stimulated {
        /// Its place in the task's list.
        stimulus: usize,
        /// How many images are taken for what, in ascending order.
        taken_for: Vec<(Label, usize)>,
    },
    /// A part of the task was computed.
    Working,
    /// What a network answers.
    Answers(Answers),
}

/// What one network answers on a worker's images, or on all images.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// The network's place in the task's list.
    pub network: usize,
    /// Clean images that get their label.
    pub clean: Count,
    /// Poisoned images that get the attacker's label.
    pub asr: Count,
    /// What a closer look found, where one was asked for.
    pub close: Option<Box<CloseAnswers>>,
    /// Answers that rounding could turn.
    pub ties: Vec<FoundTie>,
    /// What it took.
    pub work: StepWork,
}

impl Answers {
    /// The answers on these images and on `others`.
    pub(crate) fn together(self, others: Self) -> Self {
        Self {
            network: self.network,
            clean: self.clean + others.clean,
            asr: self.asr + others.asr,
            close: self.close.zip(others.close).map(|(a, b)| Box::new(a.together(*b))),
            ties: [self.ties, others.ties].concat(),
            work: self.work + others.work,
        }
    }
}
