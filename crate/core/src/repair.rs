//! The repair: prune channel by channel, watch accuracy, keep the model at each threshold.

use std::sync::Arc;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::images::ImageSet;
use crate::network::Network;
use crate::pair::{Answers, Pair};
use crate::ranking::Ranking;
use crate::reading::Reading;
use crate::recipe::{Points, Recipe};
use crate::report::{Event, RepairedModel, RepairedReport, Report, Score, Split, StepReport};
use crate::scored::{Scored, Tie};

/// The images of a repair. Only the validation images may be used to choose anything.
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
    fn of(&self, split: Split) -> &Arc<ImageSet> {
        match split {
            Split::Validation => &self.validation,
            Split::PoisonedValidation => &self.poisoned_validation,
            Split::Test => &self.test,
            Split::PoisonedTest => &self.poisoned_test,
        }
    }
}

/// A repair that advances slice by slice, each some tens of milliseconds: stop whenever you like by dropping it, or go
/// on later.
#[derive(Debug)]
pub struct Repair {
    network: Arc<Network>,
    images: Images,
    recipe: Recipe,
    thresholds: Vec<Points>,
    phase: Phase,
    ranking: Ranking,
    steps: Vec<StepReport>,
    baseline: Option<Score>,
    repaired: Vec<RepairedReport>,
    tied: Vec<Tie>,
    decisions: usize,
}

#[derive(Debug)]
enum Phase {
    /// Running the prefix, first on the validation images, and after the sweep on the test images.
    Features { clean: Option<Scored>, reading: Reading },
    /// Pruning channel after channel on the validation images.
    Sweep(Pair),
    /// Scoring B, and then the repaired models, on the test images.
    Score { pair: Pair, answers_of_b: Option<Answers> },
    /// The report is complete.
    Done,
}

impl Repair {
    /// A repair of `network` on `images`.
    ///
    /// # Errors
    /// [`Error::ImageShape`] or [`Error::LabelRange`] when an image set does not fit the network; [`Error::Option`]
    /// when there is no threshold.
    pub fn new(network: Arc<Network>, images: Images, recipe: Recipe, mut thresholds: Vec<Points>) -> Result<Self> {
        for split in [Split::Validation, Split::PoisonedValidation, Split::Test, Split::PoisonedTest] {
            images.of(split).check(network.input(), network.classes())?;
        }
        thresholds.sort_unstable();
        thresholds.dedup();
        if thresholds.is_empty() {
            return Err(Error::Option {
                option: "the list of thresholds",
                value: "empty".into(),
                reason: "a repair needs at least one".into(),
            });
        }
        Ok(Self {
            network,
            images,
            recipe,
            thresholds,
            phase: Phase::Features { clean: None, reading: Reading::new(Split::Validation) },
            ranking: Ranking { channels: Vec::new(), smallest_gap: None },
            steps: Vec::new(),
            baseline: None,
            repaired: Vec::new(),
            tied: Vec::new(),
            decisions: 0,
        })
    }

    /// Does the next slice of work; `None` when everything is done.
    ///
    /// # Errors
    /// [`Error::Engine`] when the engine broke down: nothing is lost, and the same slice can be done again with another
    /// engine. [`Error::Graph`] and [`Error::NotFinite`] are final.
    pub async fn advance<E: Engine>(&mut self, engine: &mut E) -> Result<Option<Event>> {
        let worked = match &mut self.phase {
            Phase::Features { reading, .. } => {
                let images = self.images.of(reading.split).clone();
                reading.advance(&images, engine).await?
            }
            Phase::Sweep(pair) | Phase::Score { pair, .. } => pair.work(&self.network)?.then_some(Event::Working),
            Phase::Done => return Ok(None),
        };
        if worked.is_some() {
            return Ok(worked);
        }
        let (phase, event) = match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Features { clean, reading } => self.finish_reading(clean, reading),
            Phase::Sweep(pair) => self.finish_step(pair),
            Phase::Score { pair, answers_of_b: None } => self.finish_baseline(pair),
            Phase::Score { pair, answers_of_b: Some(answers) } => self.finish_threshold(pair, answers),
            Phase::Done => return Ok(None),
        };
        self.phase = phase;
        Ok(Some(event))
    }

    /// The thresholds, in ascending order.
    pub fn thresholds(&self) -> &[Points] {
        &self.thresholds
    }

    /// How many channels are pruned in the model that a threshold gave; `None` while it is not known, or when accuracy
    /// never dropped that far.
    pub fn pruned_at(&self, threshold: Points) -> Option<usize> {
        let before = self.steps.first()?.score.clean;
        let stop = self.recipe.stop;
        let met = |step: &&StepReport| threshold.met(before.hits, step.score.clean.hits, before.images, stop);
        self.steps.iter().find(met).map(|step| step.pruned)
    }

    /// The first `pruned` channels of the ranking, in the order in which they are pruned.
    pub fn channels(&self, pruned: usize) -> Vec<usize> {
        self.ranking.channels.iter().take(pruned).map(|ranked| ranked.channel).collect()
    }

    /// The whole report; `None` until everything is done.
    pub fn report(&self) -> Option<Report> {
        let (Phase::Done, Some(baseline)) = (&self.phase, self.baseline) else {
            return None;
        };
        Some(Report {
            convolution: self.network.convolution().to_owned(),
            recipe: self.recipe,
            baseline,
            ranking: self.ranking.clone(),
            steps: self.steps.clone(),
            repaired: self.repaired.clone(),
            ties: self.tied.len(),
            decisions: self.decisions,
            tied: self.tied.clone(),
        })
    }

    /// A set's features are complete: go on with its poisoned copy, or with what the two are for.
    fn finish_reading(&mut self, clean: Option<Scored>, reading: Reading) -> (Phase, Event) {
        let split = reading.split;
        if split == Split::Validation {
            let activations = reading.activations(self.recipe.activation, &self.network);
            self.ranking = Ranking::new(&activations, self.recipe.dead);
        }
        let scored = Scored::new(self.images.of(split).clone(), reading.features);
        match (clean, split) {
            (None, Split::Validation) => (
                Phase::Features { clean: Some(scored), reading: Reading::new(Split::PoisonedValidation) },
                Event::Ranked(self.ranking.clone()),
            ),
            (None, _) => {
                (Phase::Features { clean: Some(scored), reading: Reading::new(Split::PoisonedTest) }, Event::Working)
            }
            (Some(clean), Split::PoisonedValidation) => (Phase::Sweep(Pair::new(clean, scored)), Event::Working),
            (Some(clean), _) => (Phase::Score { pair: Pair::new(clean, scored), answers_of_b: None }, Event::Working),
        }
    }

    /// Every validation image is answered: report the step and prune the next channel.
    fn finish_step(&mut self, mut pair: Pair) -> (Phase, Event) {
        let ties = self.count(&pair);
        let step = StepReport {
            pruned: pair.pruned(),
            channel: self.channels(pair.pruned()).last().copied(),
            score: pair.score(),
            ties,
        };
        self.steps.push(step.clone());
        let phase = if pair.pruned() < self.ranking.channels.len() {
            pair.prune(&self.network, &self.ranking, self.recipe.bias, pair.pruned() + 1);
            Phase::Sweep(pair)
        } else {
            Phase::Features { clean: None, reading: Reading::new(Split::Test) }
        };
        (phase, Event::Step(step))
    }

    /// B has answered every test image.
    fn finish_baseline(&mut self, pair: Pair) -> (Phase, Event) {
        self.count(&pair);
        let score = pair.score();
        self.baseline = Some(score);
        let answers = pair.answers();
        (self.aim(pair, answers), Event::Baseline(score))
    }

    /// The model of the next threshold, if there is one, has answered every test image.
    fn finish_threshold(&mut self, pair: Pair, answers_of_b: Answers) -> (Phase, Event) {
        let threshold = self.thresholds[self.repaired.len()];
        let model = match self.pruned_at(threshold) {
            None => RepairedModel::NOT_REACHED,
            Some(pruned) => {
                // Two thresholds may share a model: its decisions are counted once.
                if self.repaired.last().is_none_or(|last| last.model.pruned != Some(pruned)) {
                    self.count(&pair);
                }
                RepairedModel::new(pruned, pair.score(), pair.goodnet(&answers_of_b))
            }
        };
        let repaired = RepairedReport { threshold, model };
        self.repaired.push(repaired.clone());
        (self.aim(pair, answers_of_b), Event::Repaired(repaired))
    }

    /// Prunes on to the model of the next threshold.
    fn aim(&self, mut pair: Pair, answers_of_b: Answers) -> Phase {
        let Some(&threshold) = self.thresholds.get(self.repaired.len()) else {
            return Phase::Done;
        };
        if let Some(pruned) = self.pruned_at(threshold) {
            pair.prune(&self.network, &self.ranking, self.recipe.bias, pruned);
        }
        Phase::Score { pair, answers_of_b: Some(answers_of_b) }
    }

    /// Counts a network's decisions and lists its ties; gives how many.
    fn count(&mut self, pair: &Pair) -> usize {
        let before = self.tied.len();
        self.tied.extend(pair.ties());
        self.decisions += pair.decisions();
        self.tied.len() - before
    }
}
