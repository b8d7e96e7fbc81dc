//! A clean set and its poisoned copy, pruned and answered together.

use goodnet_data::{Bias, Result};

use super::evaluated_set::EvaluatedSet;
use super::task::{Answers, SetPair};
use crate::metrics::{Count, FoundTie, Verdict};
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

    /// What the network answers now, as number `network` of a task's list; `first` is what number 0 answered, where GoodNet is
    /// scored.
    pub(super) fn answers(&mut self, network: usize, on: SetPair, first: Option<&[Vec<Verdict>; 2]>) -> Answers {
        Answers {
            network,
            clean: self.clean.count(),
            asr: self.poisoned.count(),
            goodnet: first.map(|first| self.goodnet(first)),
            ties: self.ties(on),
            work: self.clean.take_work() + self.poisoned.take_work(),
        }
    }

    /// What the network answers now, image by image.
    pub(super) fn verdicts(&self) -> [Vec<Verdict>; 2] {
        [self.clean.verdicts().to_vec(), self.poisoned.verdicts().to_vec()]
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

    /// What GoodNet G scores: the answer of B (`of_b`) where the network as it is now agrees, and where it does not, class N,
    /// which is nobody's label.
    pub(super) fn goodnet(&self, [clean, poisoned]: &[Vec<Verdict>; 2]) -> [Count; 2] {
        [agreeing(&self.clean, clean), agreeing(&self.poisoned, poisoned)]
    }
}

/// How many images both networks give their label.
fn agreeing(set: &EvaluatedSet, of_b: &[Verdict]) -> Count {
    let hits = set.verdicts().iter().zip(of_b).filter(|(now, before)| now.hit && before.hit).count();
    Count { hits, images: of_b.len() }
}
