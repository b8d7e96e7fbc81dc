//! Prunes the channels of one convolution that clean images excite least, one after the other, and keeps the network each time
//! clean accuracy has dropped by so many points: the pruning half of Fine-Pruning (Liu, Dolan-Gavitt and Garg, 2018), as the
//! course's lab asks for it. README.md beside this file tells more.

mod options;
mod outcome;
mod recipe;
mod run;
mod thresholds;

use goodnet_data::Result;

use super::kind::DefenceInfo;
use crate::evaluate::Subject;
use crate::network::TailMode;

pub use options::{PruningOptions, RecipeChoice, Thresholds};
pub use outcome::{PruningOutcome, SweepReport};
pub use recipe::{AccuracyDrop, DeadChannels, Recipe, ThresholdRule};
pub use thresholds::parse_thresholds;

/// This defence, for the registry.
pub(super) struct Kind;

impl crate::inquiry::Kind for Kind {
    type Info = DefenceInfo;
    const INFO: DefenceInfo = DefenceInfo {
        id: "pruning",
        title: "Pruning defence",
        summary: "Switches off the channels of one convolution that clean validation images excite least, one after the other, and keeps the network each time clean accuracy has dropped by a threshold.",
        source: "Liu, Dolan-Gavitt and Garg, Fine-Pruning: Defending Against Backdooring Attacks on Deep Neural Networks, RAID 2018: its pruning half",
        threshold: "Allowed drop",
        unit: "points",
    };
    const AT_THE_CUT: bool = true;
    type Options = PruningOptions;
    type Outcome = PruningOutcome;
    type Inquiry = run::Pruning;

    fn start(subject: &Subject, options: &Self::Options, mode: TailMode) -> Result<Self::Inquiry> {
        run::Pruning::new(subject, options, mode)
    }
}
