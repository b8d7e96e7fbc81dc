//! How to prune: the four choices on which published repairs differ, and thresholds.

use goodnet_data::{Bias, Error, Result};
use serde::{Deserialize, Serialize};

use crate::evaluate::Activation;

/// What is done with dead channels, which no clean image wakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum DeadChannels {
    /// They are pruned like any other.
    Prune,
    /// They are never pruned.
    Skip,
}

/// When a threshold of X points is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ThresholdRule {
    /// When accuracy has dropped by X points or more.
    AtLeast,
    /// When accuracy has dropped by more than X points.
    MoreThan,
}

/// The four independent choices that a repair is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "RecipeOptions"))]
pub struct Recipe {
    /// Where activation is read.
    pub activation: Activation,
    /// What becomes of a pruned channel's bias; its weights always become zero.
    pub bias: Bias,
    /// Whether channels that no clean image wakes are pruned like any other.
    pub dead: DeadChannels,
    /// Whether a threshold of X points is met by a drop of X points, or only by a larger one.
    pub stop: ThresholdRule,
}

impl Recipe {
    /// The course's hand-out.
    pub const LAB: Self = Self {
        activation: Activation::Pool,
        bias: Bias::Zero,
        dead: DeadChannels::Prune,
        stop: ThresholdRule::AtLeast,
    };

    /// The published report that this project started from.
    pub const REPORT: Self = Self {
        activation: Activation::Conv,
        bias: Bias::Keep,
        dead: DeadChannels::Skip,
        stop: ThresholdRule::MoreThan,
    };

    /// A preset by its name, `lab` or `report`.
    ///
    /// # Errors
    /// [`Error::Option`] for any other name.
    pub fn preset(name: &str) -> Result<Self> {
        match name {
            "lab" => Ok(Self::LAB),
            "report" => Ok(Self::REPORT),
            _ => Err(Error::Option {
                option: "recipe",
                value: format!("`{name}`"),
                reason: "the presets are lab and report".into(),
            }),
        }
    }

    /// The name of the preset that has these four choices, if one has.
    pub fn preset_name(&self) -> Option<&'static str> {
        match *self {
            Self::LAB => Some("lab"),
            Self::REPORT => Some("report"),
            _ => None,
        }
    }
}

/// A drop in accuracy, in percentage points, exact to a thousandth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccuracyDrop(u32);

impl AccuracyDrop {
    /// The thresholds of the assignment: 2, 4, 10 and 30 points.
    pub const DEFAULT: [Self; 4] = [Self(2_000), Self(4_000), Self(10_000), Self(30_000)];

    /// A threshold of `points`, more than 0 and at most 100, with at most three decimals.
    ///
    /// # Errors
    /// [`Error::Option`] for any other number.
    pub fn new(points: f64) -> Result<Self> {
        let thousandths = (points * 1000.0).round();
        if !(1.0..=100_000.0).contains(&thousandths) || (points * 1000.0 - thousandths).abs() > 1e-6 {
            return Err(Error::Option {
                option: "a threshold",
                value: points.to_string(),
                reason: "it is a number of percentage points, more than 0 and at most 100, with at most three decimals"
                    .into(),
            });
        }
        Ok(Self(thousandths as u32))
    }

    /// Thresholds in ascending order, each once.
    ///
    /// # Errors
    /// The first of theirs, or [`Error::Option`] when there is none.
    pub(super) fn list(thresholds: impl Iterator<Item = Result<Self>>) -> Result<Vec<Self>> {
        let mut thresholds = thresholds.collect::<Result<Vec<_>>>()?;
        thresholds.sort_unstable();
        thresholds.dedup();
        if thresholds.is_empty() {
            return Err(Error::Option {
                option: "the list of thresholds",
                value: "empty".into(),
                reason: "a repair needs at least one".into(),
            });
        }
        Ok(thresholds)
    }

    /// The threshold as a number of percentage points.
    pub fn get(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// Whether a fall from `before` to `now` right answers among `images` meets this threshold. Whole numbers only:
    /// no rounding decides.
    pub fn met(self, before: usize, now: usize, images: usize, stop: ThresholdRule) -> bool {
        let dropped = 100_000 * before.saturating_sub(now) as u64;
        let allowed = u64::from(self.0) * images as u64;
        match stop {
            ThresholdRule::AtLeast => dropped >= allowed,
            ThresholdRule::MoreThan => dropped > allowed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_met_in_whole_counts() {
        let two = AccuracyDrop::new(2.0).unwrap();
        // 2 points of 50 images are exactly one image.
        assert!(two.met(40, 39, 50, ThresholdRule::AtLeast));
        assert!(!two.met(40, 39, 50, ThresholdRule::MoreThan));
        assert!(two.met(40, 38, 50, ThresholdRule::MoreThan));
        assert!(!two.met(40, 41, 50, ThresholdRule::AtLeast));
        // A tenth of a point of 1,000 images, which no binary fraction holds exactly.
        assert!(AccuracyDrop::new(0.1).unwrap().met(900, 899, 1000, ThresholdRule::AtLeast));
    }

    #[test]
    fn presets_have_names() {
        for name in ["lab", "report"] {
            assert_eq!(Recipe::preset(name).unwrap().preset_name(), Some(name));
        }
        assert_eq!(Recipe { stop: ThresholdRule::MoreThan, ..Recipe::LAB }.preset_name(), None);
        assert!(Recipe::preset("labs").is_err());
    }
}
