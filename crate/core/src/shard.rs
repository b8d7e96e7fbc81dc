//! A part of the images of a repair, and all the work on them: what one worker does.

use std::sync::Arc;

use goodnet_data::{Bias, ImageSet, Label, Result};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::network::Network;
use crate::pair::{Answers, Pair};
use crate::reading::Reading;
use crate::recipe::Activation;
use crate::report::{Score, Split};
use crate::scored::{Count, Scored, Work};

/// The images of a repair. Only the validation images may be used to choose anything. Who has no poisoned images gives sets
/// without any, and there is no attack success rate.
#[derive(Debug, Clone)]
pub struct Images {
    /// Clean validation images.
    pub validation: Arc<ImageSet>,
    /// Validation images that wear the trigger, labelled with the attacker's target.
    pub poisoned_validation: Arc<ImageSet>,
    /// Clean test images.
    pub test: Arc<ImageSet>,
    /// Test images that wear the trigger, labelled with the attacker's target.
    pub poisoned_test: Arc<ImageSet>,
}

impl Images {
    /// For who has no test images: repaired models are scored on the validation images, too.
    pub fn untested(validation: Arc<ImageSet>, poisoned_validation: Arc<ImageSet>) -> Self {
        let (test, poisoned_test) = (Arc::clone(&validation), Arc::clone(&poisoned_validation));
        Self { validation, poisoned_validation, test, poisoned_test }
    }

    /// What repaired models are scored on: [`Split::Test`], or [`Split::Validation`] where there are no test images.
    pub fn scored_on(&self) -> Split {
        if Arc::ptr_eq(&self.test, &self.validation) { Split::Validation } else { Split::Test }
    }

    /// The attacker's label, as the poisoned images have it; `None` where there are none.
    pub fn target(&self) -> Option<Label> {
        [&self.poisoned_validation, &self.poisoned_test].iter().find_map(|set| set.labels().first().copied())
    }

    /// One of the four sets.
    pub fn of(&self, split: Split) -> &Arc<ImageSet> {
        match split {
            Split::Validation => &self.validation,
            Split::PoisonedValidation => &self.poisoned_validation,
            Split::Test => &self.test,
            Split::PoisonedTest => &self.poisoned_test,
        }
    }
}

/// How the tail is run at each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Only what the pruned channel changes, where the tail is affine but for ReLUs; else whole.
    Incremental,
    /// All of it, by tract: the reference.
    Whole,
}

/// What every shard of a repair is asked to do, one after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Task {
    /// Read the clean validation images, and say how much they excite each channel.
    Rank {
        /// Where activation is read.
        activation: Activation,
    },
    /// Prune channel after channel on the validation images.
    Sweep {
        /// The channels in their order.
        channels: Vec<usize>,
        /// What becomes of their biases.
        bias: Bias,
    },
    /// Score B, and models with so many of the channels pruned, on the test images.
    Score {
        /// The channels in their order.
        channels: Vec<usize>,
        /// What becomes of their biases.
        bias: Bias,
        /// How many of them each model has pruned, ascending.
        pruned: Vec<usize>,
    },
}

/// What a shard tells of its work, slice by slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Part {
    /// The prefix was run on so many of a set's images.
    Features {
        /// Which set.
        set: Split,
        /// How many of the shard's images are done.
        done: usize,
    },
    /// How much the shard's clean validation images excite each channel: sums over a few images each, in their order.
    Activations {
        /// f64 `[chunks][channels]`.
        sums: Vec<Vec<f64>>,
    },
    /// A part of a step was computed.
    Working,
    /// A network's answers: at a step of the sweep, or on the test images.
    Answers(PartAnswers),
}

/// What a network with some channels pruned answers on a shard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartAnswers {
    /// How many channels are pruned.
    pub pruned: usize,
    /// Clean images that get their label.
    pub clean: Count,
    /// Poisoned images that get the attacker's label.
    pub asr: Count,
    /// The same two for GoodNet G, for a repaired model on the test images.
    pub goodnet: Option<[Count; 2]>,
    /// Answers that rounding could turn.
    pub ties: Vec<FoundTie>,
    /// What the step took.
    pub work: Work,
}

/// A tie, by its image's position in the shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTie {
    /// The image set.
    pub split: Split,
    /// The image's position in the shard's part of the set.
    pub image: usize,
    /// The class that won here.
    pub label: Label,
    /// The class that was as good.
    pub rival: Label,
}

/// Some of a repair's images. It advances slice by slice, each some tens of milliseconds.
#[derive(Debug)]
pub struct Shard {
    network: Arc<Network>,
    images: Images,
    way: Way,
    phase: Phase,
    /// The clean validation images, once they are read, until the sweep takes them.
    ranked: Option<Scored>,
}

#[derive(Debug)]
enum Phase {
    /// There is nothing to do.
    Idle,
    /// Running the prefix on a set.
    Read { task: Task, split: Split, reading: Reading, clean: Option<Scored> },
    /// Pruning channel after channel on the validation images.
    Sweep { pair: Pair, channels: Vec<usize>, bias: Bias },
    /// Scoring B, and then the repaired models, on the test images.
    Score { pair: Pair, channels: Vec<usize>, bias: Bias, left: Vec<usize>, answers_of_b: Option<Answers> },
}

impl Shard {
    /// A shard with nothing to do yet.
    pub fn new(network: Arc<Network>, images: Images, way: Way) -> Self {
        Self { network, images, way, phase: Phase::Idle, ranked: None }
    }

    /// How it runs the tail.
    pub fn way(&self) -> Way {
        self.way
    }

    /// Begins a task. A sweep goes on from what [`Task::Rank`] read, where this shard did that; one that takes another's
    /// place reads those images first.
    pub fn begin(&mut self, task: Task) {
        let (split, clean) = match (&task, self.ranked.take()) {
            (Task::Sweep { .. }, Some(clean)) => (Split::PoisonedValidation, Some(clean)),
            (Task::Rank { .. } | Task::Sweep { .. }, _) => (Split::Validation, None),
            (Task::Score { .. }, _) => (Split::Test, None),
        };
        self.phase = Phase::Read { task, split, reading: Reading::default(), clean };
    }

    /// Does the next slice of the task; `None` when it is done.
    ///
    /// # Errors
    /// [`crate::Error::Engine`] when the engine broke down: nothing is lost, and the same slice can be done again with
    /// another engine. [`crate::Error::Graph`] and [`crate::Error::NotFinite`] are final.
    pub async fn advance<E: Engine>(&mut self, engine: &mut E) -> Result<Option<Part>> {
        let worked = match &mut self.phase {
            Phase::Idle => return Ok(None),
            Phase::Read { split, reading, .. } => {
                let done = reading.advance(self.images.of(*split), engine).await?;
                done.map(|done| Part::Features { set: *split, done })
            }
            Phase::Sweep { pair, .. } | Phase::Score { pair, .. } => pair.work(&self.network)?.then_some(Part::Working),
        };
        if worked.is_some() {
            return Ok(worked);
        }
        Ok(Some(match std::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::Idle => return Ok(None),
            Phase::Read { task, split, reading, clean } => self.finish_reading(task, split, reading, clean),
            Phase::Sweep { pair, channels, bias } => self.finish_step(pair, channels, bias),
            Phase::Score { pair, channels, bias, left, answers_of_b } => {
                self.finish_score(pair, channels, bias, left, answers_of_b)
            }
        }))
    }

    /// A set's features are complete: go on with its poisoned copy, or with what the two are for.
    fn finish_reading(&mut self, task: Task, split: Split, reading: Reading, clean: Option<Scored>) -> Part {
        let activations = match &task {
            Task::Rank { activation } => Some(reading.activations(*activation, &self.network)),
            _ => None,
        };
        let scored = Scored::new(self.images.of(split).clone(), reading.features, &self.network, self.way);
        match (task, clean) {
            (Task::Rank { .. }, _) => self.ranked = Some(scored),
            (Task::Sweep { channels, bias }, Some(clean)) => {
                self.phase = Phase::Sweep { pair: Pair::new(clean, scored), channels, bias };
            }
            (Task::Score { channels, bias, pruned }, Some(clean)) => {
                let pair = Pair::new(clean, scored);
                self.phase = Phase::Score { pair, channels, bias, left: pruned, answers_of_b: None };
            }
            (task, None) => {
                let split = if split == Split::Test { Split::PoisonedTest } else { Split::PoisonedValidation };
                self.phase = Phase::Read { task, split, reading: Reading::default(), clean: Some(scored) };
            }
        }
        activations.map_or(Part::Working, |sums| Part::Activations { sums })
    }

    /// Every validation image is answered: tell of the step and prune the next channel.
    fn finish_step(&mut self, mut pair: Pair, channels: Vec<usize>, bias: Bias) -> Part {
        let part = answers(&mut pair, [Split::Validation, Split::PoisonedValidation], None);
        if pair.pruned() < channels.len() {
            pair.prune(&self.network, &channels, bias, pair.pruned() + 1);
            self.phase = Phase::Sweep { pair, channels, bias };
        }
        part
    }

    /// B, or the next repaired model, has answered every test image.
    fn finish_score(
        &mut self,
        mut pair: Pair,
        channels: Vec<usize>,
        bias: Bias,
        mut left: Vec<usize>,
        answers_of_b: Option<Answers>,
    ) -> Part {
        let goodnet = answers_of_b.as_ref().map(|answers| pair.goodnet(answers));
        let part = answers(&mut pair, [Split::Test, Split::PoisonedTest], goodnet);
        if !left.is_empty() {
            let answers_of_b = answers_of_b.or_else(|| Some(pair.answers()));
            pair.prune(&self.network, &channels, bias, left.remove(0));
            self.phase = Phase::Score { pair, channels, bias, left, answers_of_b };
        }
        part
    }
}

fn answers(pair: &mut Pair, splits: [Split; 2], goodnet: Option<Score>) -> Part {
    let score = pair.score();
    Part::Answers(PartAnswers {
        pruned: pair.pruned(),
        clean: score.clean,
        asr: score.asr,
        goodnet: goodnet.map(|goodnet| [goodnet.clean, goodnet.asr]),
        ties: pair.ties(splits),
        work: pair.take_work(),
    })
}
