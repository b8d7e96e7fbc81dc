//! What pruning leaves of a channel.

use serde::{Deserialize, Serialize};

/// What becomes of a pruned channel's bias. Its weights become 0 in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Bias {
    /// The bias becomes 0: the channel is silent.
    Zero,
    /// The bias stays: the channel is the constant ReLU(bias).
    Keep,
}
