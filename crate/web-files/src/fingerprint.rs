//! Which file it was.

use goodnet_files::describe as read_through;
use goodnet_js::{Job, to_js};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{AbortSignal, File};

use crate::chosen::ChosenFile;
use crate::error::Result;

/// Describes a file for a report: it is read through for its SHA-256.
///
/// @param role what it was used as
/// @param signal cancels the reading
/// @throws {GoodnetError} of kind `file-unreadable` or `cancelled`
#[wasm_bindgen(unchecked_return_type = "SourceFile")]
pub async fn describe(
    role: String,
    file: File,
    #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
) -> Result<JsValue> {
    let mut job = Job::start(None, signal)?;
    let chosen = ChosenFile::new(&file)?;
    let (mut ahead, mut stopped) = (chosen.ahead(), None);
    let progress = async |_| {
        stopped = job.breathe().await.err();
        if stopped.is_none() {
            ahead.fetch().await;
        }
        stopped.is_none()
    };
    let described = read_through(&role, &file.name(), chosen, progress).await;
    match stopped {
        Some(stopped) => Err(stopped.into()),
        None => Ok(to_js(&described?)?),
    }
}
