//! A repaired network's figures.

use goodnet_data::Label;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use crate::evaluate::{Answers, GoodNetAnswers};
use crate::metrics::{Count, Score};

/// What a defence left at one of its thresholds, scored on the test images or what stands in for them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ReportRepaired"))]
pub struct Repaired {
    /// The threshold: what is measured against it is the defence's own (points of accuracy, deviations from a mean).
    #[serde(serialize_with = "as_people_write_it")]
    pub threshold: f64,
    /// The network; `null`s where there is none at this threshold.
    #[serde(flatten)]
    pub model: RepairedModel,
}

/// A repaired network, or that there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RepairedModel {
    /// How many channels are switched off in it.
    pub pruned: Option<usize>,
    /// Clean accuracy of B', in per cent.
    pub clean: Option<f64>,
    /// Attack success rate of B', in per cent; none without poisoned images.
    pub asr: Option<f64>,
    /// What B' does beside that.
    #[serde(flatten)]
    pub robustness: Robustness,
    /// GoodNet G: the answer of B and B' where they agree, class N ("backdoored") where they do not.
    #[cfg_attr(feature = "types", ts(as = "Option<GoodNetShares>"))]
    pub goodnet: Option<GoodNetScore>,
}

/// B on the images that repaired networks are scored on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Baseline {
    /// Clean accuracy and attack success rate.
    #[serde(flatten)]
    pub score: Score,
    /// What it does beside that.
    #[serde(flatten)]
    pub robustness: Robustness,
}

impl Baseline {
    /// What B answers.
    pub(super) fn new(answers: &Answers) -> Self {
        let score = Score { clean: answers.clean, asr: answers.asr };
        Self { score, robustness: Robustness::new(answers) }
    }
}

impl RepairedModel {
    /// There is none.
    pub const NONE: Self =
        Self { pruned: None, clean: None, asr: None, robustness: Robustness::UNKNOWN, goodnet: None };

    /// A network with `pruned` channels switched off, and what it and GoodNet answer.
    pub fn new(pruned: usize, answers: &Answers) -> Self {
        Self {
            pruned: Some(pruned),
            clean: answers.clean.percent(),
            asr: answers.asr.percent(),
            robustness: Robustness::new(answers),
            goodnet: answers.close.as_ref().and_then(|close| close.goodnet).map(GoodNetScore),
        }
    }
}

/// The figures beside clean accuracy and ASR, which tell a repair from one that only looks like it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Robustness {
    /// Poisoned images that get their true label, in per cent, those of the target left out (robust accuracy); none where true labels are not
    /// known.
    pub recovered: Option<f64>,
    /// Clean images of the target that are recognised, in per cent; none where there are none.
    pub target_recall: Option<f64>,
    /// The label that most poisoned images get; none without poisoned images.
    pub largest_share: Option<LargestShare>,
}

/// The label that most poisoned images get, the first of equals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LargestShare {
    /// The label.
    pub label: Label,
    /// Its share, in per cent.
    pub percent: f64,
}

impl Robustness {
    const UNKNOWN: Self = Self { recovered: None, target_recall: None, largest_share: None };

    fn new(answers: &Answers) -> Self {
        let Some(close) = &answers.close else { return Self::UNKNOWN };
        // Of equals `max_by_key` takes the last, so it is asked from behind.
        let most = close.taken_for.iter().rev().max_by_key(|(_, images)| *images);
        Self {
            recovered: close.recovered.and_then(Count::percent),
            target_recall: close.target_recall.percent(),
            largest_share: most.map(|&(label, images)| LargestShare {
                label,
                percent: 100.0 * images as f64 / answers.asr.images as f64,
            }),
        }
    }
}

/// GoodNet's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoodNetScore(pub GoodNetAnswers);

/// GoodNet's figures, in per cent; none of no images. There always are clean ones.
#[cfg(feature = "types")]
#[derive(ts_rs::TS)]
#[ts(rename = "GoodNetScore", rename_all = "camelCase")]
#[expect(dead_code, reason = "only its type is asked for")]
struct GoodNetShares {
    /// Clean images that get their label.
    clean: f64,
    /// Poisoned images that get the attacker's label.
    asr: Option<f64>,
    /// Clean images that it calls backdoored.
    clean_refused: f64,
    /// Poisoned images that it calls backdoored.
    poisoned_refused: Option<f64>,
}

impl Serialize for GoodNetScore {
    /// In per cent: `{"clean": 97.5, "asr": 0.0, "cleanRefused": 1.5, "poisonedRefused": 99.5}`; `null` where there are no images.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let GoodNetAnswers { clean, asr, clean_refused, poisoned_refused } = self.0;
        let mut score = serializer.serialize_struct("GoodNetScore", 4)?;
        score.serialize_field("clean", &clean.percent())?;
        score.serialize_field("asr", &asr.percent())?;
        score.serialize_field("cleanRefused", &clean_refused.percent())?;
        score.serialize_field("poisonedRefused", &poisoned_refused.percent())?;
        score.end()
    }
}

/// 2, not 2.0.
fn as_people_write_it<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if number.fract() == 0.0 && number.abs() < 1e9 {
        serializer.serialize_i64(*number as i64)
    } else {
        serializer.serialize_f64(*number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::CloseAnswers;
    use crate::metrics::StepWork;

    #[test]
    fn thresholds_are_written_as_people_write_them() {
        let row = |threshold| serde_json::to_string(&Repaired { threshold, model: RepairedModel::NONE }).unwrap();
        assert!(row(2.0).contains("\"threshold\":2,"), "{}", row(2.0));
        assert!(row(2.5).contains("\"threshold\":2.5,"));
    }
    #[test]
    fn the_largest_share_is_the_first_of_equals() {
        let close = CloseAnswers {
            goodnet: None,
            target_recall: Count { hits: 1, images: 4 },
            recovered: None,
            taken_for: vec![(0, 1), (3, 4), (5, 4), (9, 1)],
        };
        let of = |hits, images| Count { hits, images };
        let answers = Answers {
            network: 0,
            clean: of(3, 4),
            asr: of(1, 10),
            close: Some(Box::new(close)),
            ties: vec![],
            work: StepWork::default(),
        };
        let json = serde_json::to_value(Baseline::new(&answers)).unwrap();
        let wanted = serde_json::json!({
            "clean": 75.0, "asr": 10.0, "recovered": null, "targetRecall": 25.0,
            "largestShare": {"label": 3, "percent": 40.0},
        });
        assert_eq!(json, wanted);
    }
}
