//! What networks are measured by: counts and shares, the answer for an image, ties.

mod decision;
mod tie;

use goodnet_data::Label;
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

pub use decision::{Decision, TIE, softmax, top_class};
pub use tie::{FoundTie, Tie};

/// How many of how many images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Count {
    /// Images for which it holds.
    pub hits: usize,
    /// All images.
    pub images: usize,
}

impl Count {
    /// The share in per cent, 0..=100; `None` of no images.
    pub fn percent(self) -> Option<f64> {
        (self.images > 0).then(|| 100.0 * self.hits as f64 / self.images as f64)
    }
}

impl std::ops::Add for Count {
    type Output = Self;

    /// Two sets taken as one.
    fn add(self, other: Self) -> Self {
        Self { hits: self.hits + other.hits, images: self.images + other.images }
    }
}

/// What a step took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct StepWork {
    /// Images that were answered anew: those that the step changed, or on a GPU all of a set that it changed. The others kept
    /// their answers for nothing.
    pub changed: usize,
    /// Of these, images whose scores had to be computed in full; for the others a bound told who wins.
    pub full: usize,
}

impl std::ops::Add for StepWork {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { changed: self.changed + other.changed, full: self.full + other.full }
    }
}

/// Clean accuracy and attack success rate of one network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Score {
    /// Clean images that get their label; in JSON and JavaScript their share, in per cent.
    #[cfg_attr(feature = "types", ts(as = "f64"))]
    pub clean: Count,
    /// Poisoned images that get the attacker's label; every poisoned image counts, the target person's own too. In JSON and JavaScript
    /// their share, in per cent; null where there are none.
    #[cfg_attr(feature = "types", ts(as = "Option<f64>"))]
    pub asr: Count,
}

impl Serialize for Score {
    /// In per cent: `{"clean": 97.5, "asr": 100.0}`; `null` where there are no images. There always are clean ones.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut score = serializer.serialize_struct("Score", 2)?;
        score.serialize_field("clean", &self.clean.percent())?;
        score.serialize_field("asr", &self.asr.percent())?;
        score.end()
    }
}

/// What the network answers for an image, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Verdict {
    /// Whether its label wins.
    pub(crate) hit: bool,
    /// The two best classes, where one is the label and rounding could turn them.
    pub(crate) tie: Option<(Label, Label)>,
    /// The class that wins; nothing where a bound told that another than the label does, not which.
    pub(crate) answer: Option<Label>,
}

impl Verdict {
    /// A decision held against an image's label.
    pub(crate) fn new(decision: Decision, label: Label) -> Self {
        let tie = decision.rival.map(|rival| (decision.label, rival));
        Self {
            hit: decision.label == label,
            tie: tie.filter(|&(best, rival)| best == label || rival == label),
            answer: Some(decision.label),
        }
    }
}
