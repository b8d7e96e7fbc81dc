//! What a report says of the files that it was made with.

use serde::{Deserialize, Serialize};

/// A file that a repair was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SourceFile {
    /// What it was used as: `network`, `clean validation images`, ...
    pub role: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal digits.
    pub sha256: String,
}
