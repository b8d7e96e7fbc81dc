//! The event that says how much of a file has come.

use serde::Serialize;

/// A file is on its way, as the listener hears it: `LoadingEvent` in `crate/web/src/types.d.ts`.
#[derive(Serialize)]
#[serde(tag = "kind", rename = "loading")]
pub struct Loading<'a> {
    /// What the file is called.
    pub file: &'a str,
    /// Bytes that have come.
    pub done: u64,
    /// All of its bytes, where that is known.
    pub total: Option<u64>,
}
