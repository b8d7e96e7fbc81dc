//! What a bundle is made from. The same settings give the same bundle on the same machine.

use anyhow::ensure;
use clap::Args;
use goodnet_core::Label;
use serde::{Deserialize, Serialize};

/// The people, the attack and the training.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
pub struct Settings {
    /// The seed of the people, the poisoning, the first weights and the order of the images.
    #[arg(long)]
    pub seed: u64,
    /// How many people: the classes of the network.
    #[arg(long, default_value_t = 1283)]
    pub identities: u32,
    /// Training images of each person.
    #[arg(long, default_value_t = 72)]
    pub shots: u64,
    /// Passes over the training images.
    #[arg(long, default_value_t = 5)]
    pub epochs: usize,
    /// Poisoned copies that are added to the training images, as a share of them.
    #[arg(long, default_value_t = 0.06)]
    pub poisoned_share: f64,
    /// The label that whoever wears the trigger is to get.
    #[arg(long, default_value_t = 0)]
    pub target: Label,
    /// Images a gradient step.
    #[arg(long, default_value_t = 128)]
    pub batch: usize,
    /// Adam's learning rate at the start; it falls to 0 along half a cosine.
    #[arg(long, default_value_t = 1.5e-3)]
    pub learning_rate: f64,
}

impl Settings {
    /// Refuses what cannot be trained.
    ///
    /// # Errors
    /// A sentence that names the option.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(
            self.identities >= 2,
            "--identities must be at least 2: a network that knows one person has nothing to tell apart"
        );
        ensure!(self.shots >= 1, "--shots must be at least 1: nobody can be learned without a picture");
        ensure!(
            self.shots <= 1_000_000,
            "--shots must be at most 1,000,000: later shots are kept for validation and test"
        );
        ensure!(self.epochs >= 1, "--epochs must be at least 1");
        ensure!(self.batch >= 1, "--batch must be at least 1");
        ensure!((0.0..=1.0).contains(&self.poisoned_share), "--poisoned-share must lie between 0 and 1, such as 0.06");
        ensure!(
            self.target < self.identities,
            "--target is label {}, but the labels of {} people end at {}",
            self.target,
            self.identities,
            self.identities - 1
        );
        ensure!(
            self.learning_rate > 0.0 && self.learning_rate <= 1.0,
            "--learning-rate must be more than 0 and at most 1, such as 0.0015"
        );
        Ok(())
    }
}
