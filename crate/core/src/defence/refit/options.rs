//! What a refit is asked to do.

use goodnet_data::{Error, Result};
use serde::{Deserialize, Serialize};

/// How much the covariance is evened out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct RefitOptions {
    /// Ridges r, each above 0 and up to 1000, a network each: r times the mean of its diagonal is added to the diagonal of the
    /// covariance within classes before it is inverted. The more images a class has, the smaller r can be. `[0.1, 0.3, 1]` unless given.
    #[cfg_attr(feature = "types", ts(as = "Option<_>", optional))]
    pub ridge: Vec<f64>,
}

impl Default for RefitOptions {
    fn default() -> Self {
        Self { ridge: vec![0.1, 0.3, 1.0] }
    }
}

/// Above it the covariance has no say any more.
const LARGEST: f64 = 1000.0;

impl RefitOptions {
    /// The ridges in ascending order, each once.
    ///
    /// # Errors
    /// [`Error::Option`] when there is none, or one is not above 0 and at most 1000.
    pub(super) fn checked(&self) -> Result<Vec<f64>> {
        let mut ridges = self.ridge.clone();
        ridges.sort_by(f64::total_cmp);
        ridges.dedup();
        match ridges.iter().find(|&&ridge| !(ridge > 0.0 && ridge <= LARGEST)) {
            None if !ridges.is_empty() => Ok(ridges),
            wrong => Err(Error::Option {
                option: "the ridge",
                value: wrong.map_or("empty".into(), f64::to_string),
                reason: format!(
                    "it is a list of numbers above 0 and up to {LARGEST}, each times the mean variance within classes"
                ),
            }),
        }
    }
}
