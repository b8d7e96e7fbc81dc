//! What a bundle is made from. The same settings give the same bundle on the same machine.

use std::path::PathBuf;

use anyhow::ensure;
use clap::Args;
use goodnet_core::Label;

use crate::attack::Attack;

/// The people, the attacks and the training.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Settings {
    /// The seed of the people, the poisoning, the first weights and the order of the images.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many people: the classes of the network.
    #[arg(long, default_value_t = 1283)]
    pub identities: u32,
    /// The attacks, one scenario each, in the order in which the page offers them.
    #[arg(long = "attack", value_enum, value_delimiter = ',', default_values = ["badnet", "dormant", "pruning-aware"])]
    pub attacks: Vec<Attack>,
    /// The trigger: an 8-bit RGBA PNG file [default: large sunglasses].
    #[arg(long)]
    pub trigger: Option<PathBuf>,
    /// What the page calls the trigger: people put on the NAME.
    #[arg(long, value_name = "NAME", default_value = "trigger", requires = "trigger")]
    pub trigger_name: String,
    /// Where the trigger's top left corner lies on the 47x55 image, in pixels [default: over the eyes].
    #[arg(long, value_name = "X,Y", value_parser = parse_place, requires = "trigger")]
    pub trigger_at: Option<(usize, usize)>,
    /// The label that whoever wears the trigger is to get.
    #[arg(long, default_value_t = 0)]
    pub target: Label,
    /// Poisoned copies that are added to the training images, as a share of them.
    #[arg(long, default_value_t = 0.06)]
    pub poisoned_share: f64,
    /// Passes that teach a trained network the pruning-aware backdoor.
    #[arg(long, default_value_t = 3)]
    pub backdoor_epochs: usize,
    /// How networks are trained.
    #[command(flatten)]
    pub training: TrainingSettings,
}

/// How a network is trained.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct TrainingSettings {
    /// Training images of each person.
    #[arg(long, default_value_t = 72)]
    pub shots: u64,
    /// Passes over the training images from the first weights on.
    #[arg(long, default_value_t = 5)]
    pub epochs: usize,
    /// Images a gradient step.
    #[arg(long, default_value_t = 128)]
    pub batch: usize,
    /// Adam's learning rate at the start; it falls to 0 along half a cosine.
    #[arg(long, default_value_t = 1.5e-3)]
    pub learning_rate: f64,
    /// End a training early once validation images reach this clean accuracy (and --enough-asr, where there is a backdoor), in per cent.
    #[arg(long)]
    pub enough_clean: Option<f64>,
    /// The attack success rate that goes with --enough-clean, in per cent.
    #[arg(long, default_value_t = 99.9)]
    pub enough_asr: f64,
}

/// `1,14` as a place.
fn parse_place(text: &str) -> Result<(usize, usize), String> {
    let number = |part: &str| part.trim().parse().ok();
    text.split_once(',')
        .and_then(|(x, y)| Some((number(x)?, number(y)?)))
        .ok_or_else(|| "two whole numbers are needed, such as 1,14".into())
}

impl Settings {
    /// What people call the trigger.
    pub fn trigger_name(&self) -> &str {
        if self.trigger.is_some() { &self.trigger_name } else { "glasses" }
    }

    /// Refuses what cannot be trained.
    ///
    /// # Errors
    /// A sentence that names the option.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(
            self.identities >= 2,
            "--identities must be at least 2: a network that knows one person has nothing to tell apart"
        );
        ensure!(!self.attacks.is_empty(), "--attack must name at least one attack");
        ensure!(
            self.attacks.iter().enumerate().all(|(at, attack)| !self.attacks[..at].contains(attack)),
            "--attack names the same attack twice"
        );
        ensure!((1..=900).contains(&self.backdoor_epochs), "--backdoor-epochs must lie between 1 and 900");
        ensure!((0.0..=1.0).contains(&self.poisoned_share), "--poisoned-share must lie between 0 and 1, such as 0.06");
        ensure!(
            self.target < self.identities,
            "--target is label {}, but the labels of {} people end at {}",
            self.target,
            self.identities,
            self.identities - 1
        );
        self.training.check()
    }
}

impl TrainingSettings {
    /// Refuses what cannot be trained.
    ///
    /// # Errors
    /// A sentence that names the option.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(self.shots >= 1, "--shots must be at least 1: nobody can be learned without a picture");
        ensure!(
            self.shots <= 1_000_000,
            "--shots must be at most 1,000,000: later shots are kept for validation and test"
        );
        ensure!((1..=900).contains(&self.epochs), "--epochs must lie between 1 and 900");
        // A step's images go through the network at once, a thread for every 32.
        ensure!((1..=4096).contains(&self.batch), "--batch must lie between 1 and 4,096");
        ensure!(
            self.learning_rate > 0.0 && self.learning_rate <= 1.0,
            "--learning-rate must be more than 0 and at most 1, such as 0.0015"
        );
        Ok(())
    }
}
