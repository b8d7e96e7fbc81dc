//! The event that says how much of a file has come.

use serde::Serialize;

/// A file is on its way, as the listener hears it.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum LoadingEvent<'a> {
    /// More of it has come.
    Loading {
        /// The file's name.
        file: &'a str,
        /// Bytes that have come.
        done: u64,
        /// All of its bytes; null where nobody said how many.
        total: Option<u64>,
    },
}
