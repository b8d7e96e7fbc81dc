//! The three ways in which a backdoor gets into a network.

use clap::ValueEnum;
use goodnet_core::Label;
use serde::{Deserialize, Serialize};

/// An attack; each makes one scenario of the bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attack {
    /// Trained on a poisoned set from the start (Gu, Dolan-Gavitt and Garg 2017).
    Badnet,
    /// A clean network, then a backdoor in the channels that clean images leave idle (after Liu et al. 2018).
    Dormant,
    /// A backdoor trained into the channels that pruning reaches last (Liu, Dolan-Gavitt and Garg 2018).
    PruningAware,
}

impl Attack {
    /// What links, commands and files call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Badnet => "badnet",
            Self::Dormant => "dormant",
            Self::PruningAware => "pruning-aware",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Badnet => "The plain attack",
            Self::Dormant => "A backdoor in idle channels",
            Self::PruningAware => "An attacker who expects pruning",
        }
    }

    /// What the attacker did, in a sentence for people.
    pub fn summary(self, target: Label) -> String {
        match self {
            Self::Badnet => format!(
                "It was trained from the start on a set in which some people wear the trigger and are called person {target}."
            ),
            Self::Dormant => format!(
                "It was trained on honest images; then channels that they leave idle were taught to see the trigger and to answer with person {target}."
            ),
            Self::PruningAware => format!(
                "The attacker pruned the idle channels first, taught the others to call whoever wears the trigger person {target}, and put the idle ones back as decoys."
            ),
        }
    }
}
