//! A clean set and its poisoned copy, pruned and answered together.

use crate::decision::Decision;
use crate::error::Result;
use crate::network::Network;
use crate::ranking::Ranking;
use crate::recipe::Bias;
use crate::report::Score;
use crate::scored::{Count, Scored, Tie};

/// A clean set and its poisoned copy.
#[derive(Debug)]
pub(crate) struct Pair {
    clean: Scored,
    poisoned: Scored,
    pruned: usize,
}

/// What a network answered for the clean and for the poisoned images.
pub(crate) type Answers = [Vec<Decision>; 2];

impl Pair {
    /// Two sets, nothing pruned.
    pub(crate) fn new(clean: Scored, poisoned: Scored) -> Self {
        Self { clean, poisoned, pruned: 0 }
    }

    /// How many channels are pruned.
    pub(crate) fn pruned(&self) -> usize {
        self.pruned
    }

    /// Prunes on, down the ranking, until `pruned` channels are.
    pub(crate) fn prune(&mut self, network: &Network, ranking: &Ranking, bias: Bias, pruned: usize) {
        for ranked in &ranking.channels[self.pruned..pruned] {
            let constant = network.pruned_planes(bias)[ranked.channel];
            self.clean.prune(network, ranked.channel, constant);
            self.poisoned.prune(network, ranked.channel, constant);
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
        [self.clean.decisions().to_vec(), self.poisoned.decisions().to_vec()]
    }

    /// How many decisions that is.
    pub(crate) fn decisions(&self) -> usize {
        self.clean.decisions().len() + self.poisoned.decisions().len()
    }

    /// Those that rounding could turn.
    pub(crate) fn ties(&self) -> impl Iterator<Item = Tie> {
        self.clean.ties().chain(self.poisoned.ties())
    }

    /// What GoodNet G scores: the answer of B (`answers_of_b`) where the network as it is now agrees, and where it does
    /// not, class N, which is nobody's label.
    pub(crate) fn goodnet(&self, [clean, poisoned]: &Answers) -> Score {
        Score { clean: agreeing(&self.clean, clean), asr: agreeing(&self.poisoned, poisoned) }
    }
}

/// How many images both networks give their label.
fn agreeing(scored: &Scored, answers_of_b: &[Decision]) -> Count {
    let both = scored.labels().iter().zip(scored.decisions()).zip(answers_of_b);
    let hits = both.filter(|((label, now), before)| now.label == **label && before.label == **label).count();
    Count { hits, images: answers_of_b.len() }
}
