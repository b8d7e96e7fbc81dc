//! A clean set and its poisoned copy, pruned and answered together.

use goodnet_data::{Bias, Label, Result};

use super::close_look::{CloseAnswers, CloseLook};
use super::evaluated_set::EvaluatedSet;
use super::task::{Answers, SetPair};
use crate::metrics::FoundTie;
use crate::network::Network;

/// A clean set and its poisoned copy.
#[derive(Debug)]
pub(super) struct CleanAndPoisoned {
    clean: EvaluatedSet,
    poisoned: EvaluatedSet,
    pruned: usize,
}

impl CleanAndPoisoned {
    /// Two sets, nothing pruned.
    pub(super) fn new(clean: EvaluatedSet, poisoned: EvaluatedSet) -> Self {
        Self { clean, poisoned, pruned: 0 }
    }

    /// Prunes on, down `channels`, until `pruned` of them are.
    pub(super) fn prune(&mut self, network: &Network, channels: &[usize], bias: Bias, pruned: usize) {
        let constants = network.pruned_planes(bias);
        for &channel in &channels[self.pruned..pruned] {
            self.clean.prune(network, channel, constants);
            self.poisoned.prune(network, channel, constants);
        }
        self.pruned = pruned;
    }

    /// Answers one batch of the images that still wait; false when none did.
    pub(super) fn work(&mut self, network: &Network) -> Result<bool> {
        Ok(self.clean.work(network)? || self.poisoned.work(network)?)
    }

    /// What the network answers now, as number `network` of a task's list.
    pub(super) fn answers(&mut self, network: usize, on: SetPair) -> Answers {
        Answers {
            network,
            clean: self.clean.count(),
            asr: self.poisoned.count(),
            close: None,
            ties: self.ties(on),
            work: self.clean.take_work() + self.poisoned.take_work(),
        }
    }

    /// The class that wins for each image, where the sets are looked at closely.
    pub(super) fn labels(&self) -> Option<[Vec<Label>; 2]> {
        Some([self.clean.answers()?, self.poisoned.answers()?])
    }

    /// A closer look at the answers `now`; `first` are those of number 0 of a task's list.
    pub(super) fn look(
        &self,
        closely: CloseLook,
        first: Option<&[Vec<Label>; 2]>,
        now: &[Vec<Label>; 2],
    ) -> CloseAnswers {
        closely.look([self.clean.images(), self.poisoned.images()], first, now)
    }

    /// The answers that rounding could turn.
    fn ties(&self, on: SetPair) -> Vec<FoundTie> {
        let mut ties = Vec::new();
        for (split, set) in on.splits().into_iter().zip([&self.clean, &self.poisoned]) {
            ties.extend(set.verdicts().iter().enumerate().filter_map(|(image, verdict)| {
                let (label, rival) = verdict.tie?;
                Some(FoundTie { split, image, label, rival })
            }));
        }
        ties
    }
}
