//! Prune channel by channel, watch accuracy, keep the network at each threshold.

use std::sync::Arc;

use goodnet_data::Result;

use super::options::PruningOptions;
use super::outcome::{PruningOutcome, SweepReport};
use super::recipe::{AccuracyDrop, DeadChannels, Recipe};
use crate::defence::event::{Event, Step};
use crate::defence::ranking::Ranking;
use crate::defence::repaired::{Baseline, Repaired, RepairedModel};
use crate::defence::tally::Tally;
use crate::evaluate::{Activation, Answers, CloseLook, Found, Masks, SetPair, Subject, Task};
use crate::inquiry::Inquiry;
use crate::metrics::Score;
use crate::network::TailMode;
use crate::network::tail::SLACK;

/// Pruning of one network.
#[derive(Debug)]
pub(crate) struct Pruning {
    convolution: String,
    recipe: Recipe,
    thresholds: Vec<AccuracyDrop>,
    /// Values of a channel's plane, over all validation images.
    values: f64,
    scored_on: crate::images::Split,
    task: Option<Arc<Task>>,
    ranking: Ranking,
    steps: Vec<Step>,
    repaired: Vec<Repaired>,
    baseline: Option<Baseline>,
    closely: CloseLook,
    tally: Tally,
    sweep: SweepReport,
}

impl Pruning {
    /// Nothing is known yet; `mode` is how the tail is run at each step.
    ///
    /// # Errors
    /// [`goodnet_data::Error::Option`] for options that make no sense.
    pub(crate) fn new(subject: &Subject, options: &PruningOptions, mode: TailMode) -> Result<Self> {
        let (recipe, thresholds) = (options.recipe.recipe()?, options.thresholds.checked()?);
        let network = &subject.network;
        let fallback = network.affine().err().filter(|_| mode == TailMode::Incremental);
        let sweep = SweepReport {
            mode: if fallback.is_some() { TailMode::Full } else { mode },
            fallback: fallback
                .map(|reason| format!("Every step runs all that follows the pruned convolution: {reason}")),
            slack: SLACK,
            steps: Vec::new(),
        };
        let [_, height, width] = network.cut();
        Ok(Self {
            convolution: network.convolution().to_owned(),
            recipe,
            thresholds,
            values: (subject.images.validation.len() * height * width) as f64,
            scored_on: subject.images.scored_on(),
            task: Some(Arc::new(Task::Activations { at: recipe.activation })),
            ranking: Ranking { channels: Vec::new(), smallest_gap: None },
            steps: Vec::new(),
            repaired: Vec::new(),
            baseline: None,
            closely: CloseLook::new(&subject.images),
            tally: Tally::new(&subject.images),
            sweep,
        })
    }

    /// The order of pruning is known: sweep.
    fn rank(&mut self, mut activations: Vec<f64>) -> Event {
        if self.recipe.activation == Activation::Pool {
            activations.iter_mut().for_each(|sum| *sum /= self.values);
        }
        self.ranking = Ranking::new(&activations, self.recipe.dead == DeadChannels::Skip);
        let pruned = (0..=self.ranking.channels.len()).collect();
        self.task = Some(self.masks(SetPair::Validation, pruned));
        Event::Ranked(self.ranking.clone())
    }

    /// The task of answering with these numbers of channels pruned.
    fn masks(&self, on: SetPair, pruned: Vec<usize>) -> Arc<Task> {
        let channels = self.ranking.channels.iter().map(|ranked| ranked.channel).collect();
        let closely = (on == SetPair::Test).then_some(self.closely);
        Arc::new(Task::Masks(Masks { on, channels, bias: self.recipe.bias, pruned, closely }))
    }

    /// One more channel is pruned, and every validation image is answered.
    fn step(&mut self, answers: Answers) -> Event {
        let pruned = answers.network;
        self.tally.count(pruned, &answers);
        self.sweep.steps.push(answers.work);
        let before = pruned.checked_sub(1).and_then(|last| self.ranking.channels.get(last));
        let step = Step {
            pruned,
            channel: before.map(|ranked| ranked.channel),
            score: Score { clean: answers.clean, asr: answers.asr },
            ties: answers.ties.len(),
        };
        self.steps.push(step.clone());
        if self.steps.len() > self.ranking.channels.len() {
            let reached = self.thresholds.iter().filter_map(|&threshold| self.pruned_at(threshold));
            let mut pruned: Vec<usize> = std::iter::once(0).chain(reached).collect();
            pruned.dedup();
            self.task = Some(self.masks(SetPair::Test, pruned));
        }
        Event::Step(step)
    }

    /// How many channels are pruned at the first step at which accuracy has dropped that far; `None` when it never does.
    fn pruned_at(&self, threshold: AccuracyDrop) -> Option<usize> {
        let before = self.steps.first()?.score.clean;
        let met = |step: &&Step| threshold.met(before.hits, step.score.clean.hits, before.images, self.recipe.stop);
        self.steps.iter().find(met).map(|step| step.pruned)
    }

    /// B, or the network with `pruned` channels off, has answered every test image. It may be that of several thresholds.
    fn score(&mut self, pruned: usize, answers: &Answers) -> Vec<Event> {
        self.tally.count(pruned, answers);
        let mut events = Vec::new();
        if pruned == 0 {
            let baseline = self.baseline.insert(Baseline::new(answers));
            events.push(Event::Baseline { score: baseline.score, repaired: self.thresholds.len() });
        }
        while let Some(&threshold) = self.thresholds.get(self.repaired.len()) {
            let model = match self.pruned_at(threshold) {
                None => RepairedModel::NONE,
                Some(at) if at == pruned => RepairedModel::new(pruned, answers),
                Some(_) => break,
            };
            let row = Repaired { threshold: threshold.get(), model };
            self.repaired.push(row.clone());
            events.push(Event::Repaired(row));
        }
        if self.repaired.len() == self.thresholds.len() {
            self.task = None;
        }
        events
    }
}

impl Inquiry for Pruning {
    type Event = Event;
    type Outcome = PruningOutcome;

    fn task(&self) -> Option<&Arc<Task>> {
        self.task.as_ref()
    }

    fn hear(&mut self, found: Found) -> Vec<Event> {
        match (found, self.task.as_deref()) {
            (Found::Features { set, done, total }, _) => vec![Event::Features { set, done, total }],
            (Found::Activations(activations), _) => vec![self.rank(activations)],
            (Found::Answers(answers), Some(Task::Masks(Masks { on: SetPair::Validation, .. }))) => {
                vec![self.step(answers)]
            }
            (Found::Answers(answers), Some(Task::Masks(Masks { pruned, .. }))) => match pruned.get(answers.network) {
                Some(&pruned) => self.score(pruned, &answers),
                None => Vec::new(),
            },
            (Found::Answers(_) | Found::LastLayerInput(_) | Found::Stimulated { .. }, _) => Vec::new(),
        }
    }

    fn outcome(&self) -> Option<PruningOutcome> {
        let (None, Some(baseline)) = (&self.task, self.baseline.clone()) else {
            return None;
        };
        Some(PruningOutcome {
            convolution: self.convolution.clone(),
            recipe: self.recipe,
            scored_on: self.scored_on,
            baseline,
            ranking: self.ranking.clone(),
            steps: self.steps.clone(),
            repaired: self.repaired.clone(),
            ties: self.tally.ties.len(),
            decisions: self.tally.decisions,
            tied: self.tally.ties.clone(),
            sweep: self.sweep.clone(),
        })
    }
}
