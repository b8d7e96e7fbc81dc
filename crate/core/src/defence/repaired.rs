//! A repaired network's figures.

use serde::{Serialize, Serializer};

use crate::evaluate::Answers;
use crate::metrics::Score;

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
    /// The same for GoodNet G: the answer of B and B' where they agree, class N ("backdoored") where they do not.
    pub goodnet: Option<Score>,
}

impl RepairedModel {
    /// There is none.
    pub const NONE: Self = Self { pruned: None, clean: None, asr: None, goodnet: None };

    /// A network with `pruned` channels switched off, and what it and GoodNet answer.
    pub fn new(pruned: usize, answers: &Answers) -> Self {
        Self {
            pruned: Some(pruned),
            clean: answers.clean.percent(),
            asr: answers.asr.percent(),
            goodnet: answers.goodnet.map(|[clean, asr]| Score { clean, asr }),
        }
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

    #[test]
    fn thresholds_are_written_as_people_write_them() {
        let row = |threshold| serde_json::to_string(&Repaired { threshold, model: RepairedModel::NONE }).unwrap();
        assert!(row(2.0).contains("\"threshold\":2,"), "{}", row(2.0));
        assert!(row(2.5).contains("\"threshold\":2.5,"));
    }
}
