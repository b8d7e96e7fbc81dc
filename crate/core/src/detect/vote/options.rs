//! What the vote can be asked.

use goodnet_data::{Error, Result};
use serde::{Deserialize, Serialize};

/// What the vote is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct VoteOptions {
    /// How many clean validation images are looked at, at most; from all over the set.
    #[cfg_attr(feature = "types", ts(as = "Option<_>", optional))]
    pub images: usize,
    /// To which shares of an image's largest value at the cut a channel is excited, one vote each.
    #[cfg_attr(feature = "types", ts(as = "Option<_>", optional))]
    pub shares: Vec<f32>,
}

impl Default for VoteOptions {
    fn default() -> Self {
        Self { images: 64, shares: vec![1.0, 2.0, 4.0, 8.0] }
    }
}

impl VoteOptions {
    /// # Errors
    /// [`Error::Option`] for no images, no shares, or shares that are not above 0.
    pub(super) fn check(&self) -> Result<()> {
        let wrong = |option, value: String, reason: &str| Err(Error::Option { option, value, reason: reason.into() });
        if self.images == 0 {
            return wrong("the number of images", "0".into(), "it must be one at least");
        }
        let sensible = |share: &f32| share.is_finite() && *share > 0.0 && *share <= 100.0;
        if self.shares.is_empty() || !self.shares.iter().all(sensible) {
            return wrong(
                "the shares",
                format!("{:?}", self.shares),
                "they must be above 0 and at most 100, one at least",
            );
        }
        Ok(())
    }
}
