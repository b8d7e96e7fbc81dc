//! A clean set and its poisoned copy, pruned and answered together.

use goodnet_data::{Bias, Result};

use crate::network::Network;
use crate::report::{Score, Split};
use crate::scored::{Count, Scored, Verdict, Work};
use crate::shard::FoundTie;

/// A clean set and its poisoned copy.
#[derive(Debug)]
pub(crate) struct Pair {
    clean: Scored,
    poisoned: Scored,
    pruned: usize,
}

/// What a network answered for the clean and for the poisoned images.
pub(crate) type Answers = [Vec<Verdict>; 2];

impl Pair {
    /// Two sets, nothing pruned.
    pub(crate) fn new(clean: Scored, poisoned: Scored) -> Self {
        Self { clean, poisoned, pruned: 0 }
    }

    /// How many channels are pruned.
    pub(crate) fn pruned(&self) -> usize {
        self.pruned
    }

    /// Prunes on, down the ranking (`channels`), until `pruned` channels are.
    pub(crate) fn prune(&mut self, network: &Network, channels: &[usize], bias: Bias, pruned: usize) {
        let constants = network.pruned_planes(bias);
        for &channel in &channels[self.pruned..pruned] {
            self.clean.prune(network, channel, constants);
            self.poisoned.prune(network, channel, constants);
        }
        self.pruned = pruned;
    }

    /// Answers one batch of the images that still wait; false when none did.
    pub(crate) fn work(&mut self, network: &Network) -> Result<bool> {
        Ok(self.clean.work(network)? || self.poisoned.work(network)?)
    }

    /// Clean accuracy and attack success rate.
    pub(crate) fn score(&self) -> Score {
        Score { clean: self.clean.count(), asr: self.poisoned.count() }
    }

    /// What the network answers now.
    pub(crate) fn answers(&self) -> Answers {
        [self.clean.verdicts().to_vec(), self.poisoned.verdicts().to_vec()]
    }

    /// The answers that rounding could turn; `splits` are what the two sets are called.
    pub(crate) fn ties(&self, splits: [Split; 2]) -> Vec<FoundTie> {
        let mut ties = Vec::new();
        for (split, scored) in splits.into_iter().zip([&self.clean, &self.poisoned]) {
            ties.extend(scored.verdicts().iter().enumerate().filter_map(|(image, verdict)| {
                let (label, rival) = verdict.tie?;
                Some(FoundTie { split, image, label, rival })
            }));
        }
        ties
    }

    /// What was done since this was last asked.
    pub(crate) fn take_work(&mut self) -> Work {
        self.clean.take_work().and(self.poisoned.take_work())
    }

    /// What GoodNet G scores: the answer of B (`answers_of_b`) where the network as it is now agrees, and where it does
    /// not, class N, which is nobody's label.
    pub(crate) fn goodnet(&self, [clean, poisoned]: &Answers) -> Score {
        Score { clean: agreeing(&self.clean, clean), asr: agreeing(&self.poisoned, poisoned) }
    }
}

/// How many images both networks give their label.
fn agreeing(scored: &Scored, answers_of_b: &[Verdict]) -> Count {
    let hits = scored.verdicts().iter().zip(answers_of_b).filter(|(now, before)| now.hit && before.hit).count();
    Count { hits, images: answers_of_b.len() }
}
