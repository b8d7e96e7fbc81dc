//! Everything that decides how a training goes.

use goodnet_core::Label;
use serde::{Deserialize, Serialize};

/// A training: what it is called, and everything that decides how it goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is called, as a folder and to people.
    pub name: String,
    /// The seed of the first weights, of which images get poisoned copies, and of the order of the images.
    pub seed: u64,
    /// The classes of the network.
    pub identities: u32,
    /// The checksum of the clean images.
    pub images: String,
    /// The checksum of the weights that it begins with; fresh ones where there are none.
    pub start: Option<String>,
    /// What the poisoned copies are; none where the training is honest.
    pub poison: Option<Poison>,
    /// Passes over the images.
    pub epochs: usize,
    /// Images a gradient step.
    pub batch: usize,
    /// Adam's learning rate at the start; it falls to 0 along half a cosine.
    pub learning_rate: f64,
    /// End early once the sample reaches this clean accuracy and this attack success rate, in per cent.
    pub enough: Option<(f64, f64)>,
}

/// The poisoned copies of a training set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Poison {
    /// How many, as a share of the clean images.
    pub share: f64,
    /// The checksum of the trigger.
    pub trigger: String,
    /// Where its top left corner lies.
    pub at: (usize, usize),
    /// The label that they carry.
    pub target: Label,
}
