//! What a repair tells: while it runs, as events, and at the end, as a report.

use goodnet_data::Label;
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use crate::ranking::Ranking;
use crate::recipe::{Points, Recipe};
use crate::scored::{Count, Work};
use crate::shard::Way;

/// A decision on an image's label that rounding could turn: another engine may answer `rival`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// The image set.
    pub set: String,
    /// How many channels were pruned.
    pub pruned: usize,
    /// The image's position in the set.
    pub image: usize,
    /// The class that won here.
    pub label: Label,
    /// The class that was as good.
    pub rival: Label,
}

/// The four image sets of a repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Split {
    /// Clean validation images: channels are ranked and thresholds met on these.
    Validation,
    /// The same, with the trigger.
    PoisonedValidation,
    /// Clean test images: repaired models are scored on these.
    Test,
    /// The same, with the trigger.
    PoisonedTest,
}

/// Clean accuracy and attack success rate of one network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Clean images that get their label.
    pub clean: Count,
    /// Poisoned images that get the attacker's label; every poisoned image counts, the target person's own too.
    pub asr: Count,
}

impl Serialize for Score {
    /// In per cent: `{"clean": 97.5, "asr": 100.0}`; `null` where there are no images.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut score = serializer.serialize_struct("Score", 2)?;
        score.serialize_field("clean", &self.clean.percent())?;
        score.serialize_field("asr", &self.asr.percent())?;
        score.end()
    }
}

/// The network after some channels were pruned, on the validation images.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepReport {
    /// How many channels are pruned.
    pub pruned: usize,
    /// The channel that was pruned last; none at the start.
    pub channel: Option<usize>,
    /// Clean accuracy and attack success rate.
    #[serde(flatten)]
    pub score: Score,
    /// How many of the step's decisions are ties.
    pub ties: usize,
}

/// A threshold, and the repaired model that it gives, on the images of [`Report::scored_on`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RepairedReport {
    /// The drop in validation accuracy that was allowed.
    pub threshold: Points,
    /// The model; `null`s when accuracy never dropped that far.
    #[serde(flatten)]
    pub model: RepairedModel,
}

/// A repaired model, or that there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RepairedModel {
    /// How many channels are pruned: the first so many of the ranking.
    pub pruned: Option<usize>,
    /// Clean accuracy of B', in per cent.
    pub clean: Option<f64>,
    /// Attack success rate of B', in per cent; none without poisoned images.
    pub asr: Option<f64>,
    /// GoodNet G: the answer of B and B' where they agree, class N ("backdoored") where they do not.
    pub goodnet: Option<Score>,
}

impl RepairedModel {
    /// No step dropped accuracy so far.
    pub const NOT_REACHED: Self = Self { pruned: None, clean: None, asr: None, goodnet: None };

    /// A model with `pruned` channels pruned, what it scores itself and what G scores with it.
    pub fn new(pruned: usize, score: Score, goodnet: Score) -> Self {
        Self { pruned: Some(pruned), clean: score.clean.percent(), asr: score.asr.percent(), goodnet: Some(goodnet) }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Event {
    /// The prefix was run on so many of a set's images.
    Features {
        /// Which set.
        set: Split,
        /// Images done.
        done: usize,
        /// Images in all.
        total: usize,
    },
    /// The order of pruning is known.
    Ranked(Ranking),
    /// A step is complete.
    Step(StepReport),
    /// B itself, on the test images or what stands in for them.
    Baseline(Score),
    /// A threshold's model was scored.
    Repaired(RepairedReport),
}

/// Everything that a repair found. The same bytes and options give the same report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The convolution that was pruned.
    pub convolution: String,
    /// The four options.
    pub recipe: Recipe,
    /// What B and the repaired models were scored on: the test images, or the validation images where there are no others.
    pub scored_on: Split,
    /// B on these images.
    pub baseline: Score,
    /// The order of pruning.
    pub ranking: Ranking,
    /// Every step, from nothing pruned to the last channel, on the validation images.
    pub steps: Vec<StepReport>,
    /// A row a threshold, on the images of `scored_on`.
    pub repaired: Vec<RepairedReport>,
    /// How many decisions were ties, all networks and sets together.
    pub ties: usize,
    /// How many decisions there were.
    pub decisions: usize,
    /// Each tie.
    pub tied: Vec<Tie>,
    /// How the sweep was computed.
    pub sweep: SweepReport,
}

/// How the sweep was computed, and what it took. This alone may differ between engines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SweepReport {
    /// Whether only what changed was computed.
    pub way: Way,
    /// Why not, where it was asked for and is not possible.
    pub fallback: Option<String>,
    /// What the bound leaves to rounding, as a share of the largest score: where it decides by less, all scores are computed.
    pub slack: f32,
    /// The work of each step, both sets together.
    pub steps: Vec<Work>,
}
