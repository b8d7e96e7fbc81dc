//! What CLP is asked to do.

use goodnet_data::{Error, Result};
use serde::{Deserialize, Serialize};

/// How far above a layer's mean a channel has to be to be switched off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct ClpOptions {
    /// Thresholds u, each a network of its own: a channel goes whose Lipschitz constant is above `mean + u * deviation` of its
    /// layer. `[1, 2, 3]` unless given; the paper takes 3 for ResNets.
    #[cfg_attr(feature = "types", ts(as = "Option<_>", optional))]
    pub u: Vec<f64>,
}

impl Default for ClpOptions {
    fn default() -> Self {
        Self { u: vec![1.0, 2.0, 3.0] }
    }
}

impl ClpOptions {
    /// The thresholds in ascending order, each once.
    ///
    /// # Errors
    /// [`Error::Option`] when there is none, or one is no number.
    pub(super) fn checked(&self) -> Result<Vec<f64>> {
        let mut thresholds = self.u.clone();
        thresholds.sort_by(f64::total_cmp);
        thresholds.dedup();
        match thresholds.iter().find(|u| !u.is_finite()) {
            None if !thresholds.is_empty() => Ok(thresholds),
            wrong => Err(Error::Option {
                option: "u",
                value: wrong.map_or("empty".into(), f64::to_string),
                reason: "it is a list of numbers, how many standard deviations above its layer's mean a channel is switched off"
                    .into(),
            }),
        }
    }
}
