//! How to prune: the four choices on which published repairs differ, and thresholds.

use goodnet_data::{Bias, Error, Result};
use serde::{Deserialize, Serialize};

/// Where a channel's activation is read, and how it is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// The mean over images, height and width after the pool (`pool_3`).
    Pool,
    /// The sum over images, height and width of the convolution's own output, after its ReLU (`conv_3`).
    Conv,
}

/// What is done with channels whose activation is below [`DEAD_BELOW`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dead {
    /// They are pruned like any other.
    Prune,
    /// They are never pruned.
    Skip,
}

/// When a threshold of X points is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// When accuracy has dropped by X points or more.
    AtLeast,
    /// When accuracy has dropped by more than X points.
    MoreThan,
}

/// A channel whose activation is below this is dead: clean images do not excite it.
pub const DEAD_BELOW: f64 = 1e-5;

/// The four choices that a repair is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// Where activation is read.
    pub activation: Activation,
    /// What becomes of a pruned channel's bias.
    pub bias: Bias,
    /// What is done with dead channels.
    pub dead: Dead,
    /// When a threshold is met.
    pub stop: Stop,
}

impl Recipe {
    /// The course's hand-out.
    pub const LAB: Self =
        Self { activation: Activation::Pool, bias: Bias::Zero, dead: Dead::Prune, stop: Stop::AtLeast };

    /// The published report that this project started from.
    pub const REPORT: Self =
        Self { activation: Activation::Conv, bias: Bias::Keep, dead: Dead::Skip, stop: Stop::MoreThan };

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
pub struct Points(u32);

impl Points {
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

    /// The threshold as a number of percentage points.
    pub fn get(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// Whether a fall from `before` to `now` right answers among `images` meets this threshold. Whole numbers only:
    /// no rounding decides.
    pub fn met(self, before: usize, now: usize, images: usize, stop: Stop) -> bool {
        let dropped = 100_000 * before.saturating_sub(now) as u64;
        let allowed = u64::from(self.0) * images as u64;
        match stop {
            Stop::AtLeast => dropped >= allowed,
            Stop::MoreThan => dropped > allowed,
        }
    }
}

impl Serialize for Points {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // As people write it: 2, not 2.0.
        if self.0.is_multiple_of(1000) {
            serializer.serialize_u32(self.0 / 1000)
        } else {
            serializer.serialize_f64(self.get())
        }
    }
}

/// Reads a list of thresholds such as `2, 4, 10, 30`: sorted, each once.
///
/// # Errors
/// [`Error::Option`] when the list is empty or an entry is not a threshold.
pub fn parse_thresholds(list: &str) -> Result<Vec<Points>> {
    let parse = |entry: &str| {
        let points = entry.trim().parse().map_err(|_| Error::Option {
            option: "a threshold",
            value: format!("`{}`", entry.trim()),
            reason: "it is a number of percentage points, such as 2 or 2.5, with commas between".into(),
        })?;
        Points::new(points)
    };
    let mut thresholds = list.split(',').map(parse).collect::<Result<Vec<_>>>()?;
    thresholds.sort_unstable();
    thresholds.dedup();
    Ok(thresholds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_met_in_whole_counts() {
        let two = Points::new(2.0).unwrap();
        // 2 points of 50 images are exactly one image.
        assert!(two.met(40, 39, 50, Stop::AtLeast));
        assert!(!two.met(40, 39, 50, Stop::MoreThan));
        assert!(two.met(40, 38, 50, Stop::MoreThan));
        assert!(!two.met(40, 41, 50, Stop::AtLeast));
        // A tenth of a point of 1,000 images, which no binary fraction holds exactly.
        assert!(Points::new(0.1).unwrap().met(900, 899, 1000, Stop::AtLeast));
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        let read = |list| parse_thresholds(list).map(|list| list.into_iter().map(Points::get).collect::<Vec<_>>());
        assert_eq!(read("30, 2,4 ,10,2"), Ok(vec![2.0, 4.0, 10.0, 30.0]));
        assert_eq!(read("2.5"), Ok(vec![2.5]));
        for wrong in ["", "2,,4", "two", "0", "-1", "100.5", "0.0001", "NaN", "inf", "2;4"] {
            assert_eq!(read(wrong).unwrap_err().report().kind, "option", "{wrong}");
        }
    }

    #[test]
    fn presets_have_names() {
        for name in ["lab", "report"] {
            assert_eq!(Recipe::preset(name).unwrap().preset_name(), Some(name));
        }
        assert_eq!(Recipe { stop: Stop::MoreThan, ..Recipe::LAB }.preset_name(), None);
        assert!(Recipe::preset("labs").is_err());
    }

    #[test]
    fn thresholds_serialise_as_people_write_them() {
        let points = [Points::new(2.0).unwrap(), Points::new(2.5).unwrap()];
        assert_eq!(serde_json::to_string(&points).unwrap(), "[2,2.5]");
    }
}
