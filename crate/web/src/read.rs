//! Bytes from outside: fetched from the site, or read from a file that the user chose.

use futures_lite::StreamExt as _;
use goodnet_js::{Job, LoadingEvent, sentence, worker};
use js_sys::Uint8Array;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ReadableStream, RequestInit, Response};

use crate::error::{Error, Result};

/// Fetches `url` whole and tells the listener of every chunk; `name` is what the events call it, `total` the bytes expected.
pub(crate) async fn fetch(job: &mut Job, url: &str, name: &str, total: Option<u64>) -> Result<Vec<u8>> {
    let network = |reason: String| Error::Network { url: url.to_owned(), reason };
    let init = RequestInit::new();
    init.set_signal(job.signal());
    let fetching = JsFuture::from(worker()?.fetch_with_str_and_init(url, &init)).await;
    job.check()?;
    let response: Response = fetching.map_err(|said| network(sentence(&said)))?.unchecked_into();
    if !response.ok() {
        return Err(network(format!("the server answered {} {}", response.status(), response.status_text())));
    }
    let body = response.body().ok_or_else(|| network("the answer is empty".into()))?;
    read(job, body, name, total, network).await
}

/// Reads a file whole and tells the listener of every chunk.
pub(crate) async fn file(job: &mut Job, file: &File) -> Result<Vec<u8>> {
    let name = file.name();
    // A file's size is a whole number far below 2^53.
    let total = file.size() as u64;
    read(job, file.stream(), &name, Some(total), |reason| Error::File { file: name.clone(), reason }).await
}

/// Reads a stream of byte chunks to its end.
async fn read(
    job: &mut Job,
    stream: ReadableStream,
    file: &str,
    total: Option<u64>,
    failed: impl Fn(String) -> Error,
) -> Result<Vec<u8>> {
    let mut chunks = wasm_streams::ReadableStream::from_raw(stream).into_stream();
    let mut bytes = Vec::with_capacity(total.and_then(|total| usize::try_from(total).ok()).unwrap_or(0));
    while let Some(chunk) = chunks.next().await {
        job.check()?;
        let chunk: Uint8Array = chunk.map_err(|said| failed(sentence(&said)))?.unchecked_into();
        let start = bytes.len();
        bytes.resize(start + chunk.length() as usize, 0);
        chunk.copy_to(&mut bytes[start..]);
        job.tell(&LoadingEvent::Loading { file, done: bytes.len() as u64, total })?;
    }
    job.check()?;
    Ok(bytes)
}
